import type { CaseReader } from '../../engine/case-reader';
import type { MessageDelivery } from '../../engine/deliver-message';
import type { InboxMessage } from '../../engine/message';
import { deliverFolded } from './deliver-folded';

const message: InboxMessage = { key: 'k', actor: 'somebody', body: { type: 'signal', signal: 's', region: 'r' } };

const deliver = (folded: Promise<void>) => {
  const delivery = { deliver: () => Promise.resolve({ delivery: 'new', folded }) } as unknown as MessageDelivery;
  const reader = { findVerdict: () => Promise.resolve(undefined) } as unknown as CaseReader;
  return deliverFolded({ delivery, reader }, 'id', message);
};

afterEach(() => jest.useRealTimers());

it('whoever waits for a fold that does not come is told to come again, and leaves no timer behind', async () => {
  jest.useFakeTimers();
  const waiting = expect(deliver(new Promise(() => undefined))).rejects.toMatchObject({ status: 503 });
  await jest.advanceTimersByTimeAsync(4_000);
  await waiting;
  await deliver(Promise.resolve());
  expect(jest.getTimerCount()).toBe(0);
});

it('a fold that fails is no failure of what was said: it is kept', async () => {
  expect(await deliver(Promise.reject(new Error('lost')))).toEqual({ kind: 'kept', first: true });
});
