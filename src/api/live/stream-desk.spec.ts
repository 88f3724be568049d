import { PassThrough } from 'node:stream';
import type { ApiParts } from '../api-parts';
import type { ApiRequest, ApiResponse } from '../http';
import type { CaseFollower } from '../../engine/live-cases';
import { StreamDesk } from './stream-desk';

/** What was written to an answer, without a socket. */
class Answer extends PassThrough {
  statusCode = 0;
  readonly headers = new Map<string, unknown>();
  setHeader(name: string, value: unknown): void {
    this.headers.set(name, value);
  }
  get text(): string {
    return String(this.read() ?? '');
  }
}

let followers: CaseFollower[];
let unfollowed: number;
let desk: StreamDesk;

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
  followers = [];
  unfollowed = 0;
  const follow = (_id: string, _known: number | undefined, follower: CaseFollower) => {
    followers.push(follower);
    return () => void (unfollowed += 1);
  };
  desk = new StreamDesk({ live: { follow } } as unknown as ApiParts);
});
afterEach(() => jest.useRealTimers());

const asked = (address: string, more: object = {}): ApiRequest =>
  ({ method: 'GET', headers: {}, socket: { remoteAddress: address }, ...more }) as unknown as ApiRequest;

function open(request = asked('10.0.0.1'), more: object = {}): Answer {
  const answer = new Answer();
  desk.follow({ id: 'a case', ...more }, request, answer as unknown as ApiResponse);
  return answer;
}

const settled = (answer: Answer): Promise<void> => new Promise((resolve) => answer.once('close', resolve).resume());

it('beats every fifteen seconds, and tells changes as events with their version', async () => {
  const answer = open();
  expect(answer.headers.get('Content-Type')).toBe('text/event-stream; charset=utf-8');
  await jest.advanceTimersByTimeAsync(30_000);
  followers[0]?.changed(4);
  await jest.advanceTimersByTimeAsync(0);
  expect(answer.text).toBe(
    'retry: 3000\n\n: still here\n\n: still here\n\nevent: changed\nid: 4\ndata: {"version":4}\n\n',
  );
});

it('ends at the next beat when the rights have ended, or cannot be looked at', async () => {
  for (const mayGoOn of [() => Promise.resolve(false), () => Promise.reject(new Error('no database'))]) {
    const answer = open(undefined, { mayGoOn });
    const over = settled(answer);
    await jest.advanceTimersByTimeAsync(15_000);
    await over;
    expect(answer.writableEnded).toBe(true);
  }
  expect(unfollowed).toBe(2);
  expect(jest.getTimerCount()).toBe(0);
});

it('ends when nothing more will be told, and when what is to be told cannot be read', async () => {
  const first = open();
  const firstOver = settled(first);
  followers[0]?.ended();
  await firstOver;
  const second = open(undefined, { tell: () => Promise.reject(new Error('no database')) });
  const secondOver = settled(second);
  followers[1]?.changed(2);
  await secondOver;
  expect([unfollowed, jest.getTimerCount()]).toEqual([2, 0]);
});

it('cuts a reader that reads nothing', async () => {
  const answer = open();
  const closed = new Promise((resolve) => answer.once('close', resolve));
  for (let version = 1; version < 20_000 && !answer.destroyed; version += 1) {
    followers[0]?.changed(version);
    await Promise.resolve();
  }
  await closed;
  expect(unfollowed).toBe(1);
});

it('opens a hundred for one address, and another when one of them has closed; this machine itself is not counted', async () => {
  const opened = Array.from({ length: 100 }, () => open());
  expect(() => open()).toThrow('too-many-streams');
  expect(() => open(asked('127.0.0.1', { headers: { 'x-forwarded-for': '10.0.0.1' } }))).toThrow('too-many-streams');
  open(asked('10.0.0.2'));
  for (let n = 0; n < 200; n += 1) open(asked('127.0.0.1'));
  const over = settled(opened[0] as Answer);
  opened[0]?.end();
  await over;
  open();
  expect(() => open()).toThrow('too-many-streams');
});

it('answers a question for the headers alone, and follows nothing', () => {
  const answer = open(asked('10.0.0.1', { method: 'HEAD' }));
  expect([answer.writableEnded, followers.length, jest.getTimerCount()]).toEqual([true, 0, 0]);
});
