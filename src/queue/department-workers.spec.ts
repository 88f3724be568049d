import type { Processor } from 'bullmq';
import type { Counter } from '../engine/session';
import { DepartmentWorkers } from './department-workers';
import type { QueueBackend, Ring } from './queue-backend';
import { QueueBell } from './queue-bell';

/** A queue that takes every ring and hands over those it is told to, by the worker hung up last. */
function deafBackend() {
  const hungUp: Processor<Ring>[] = [];
  const closed: boolean[] = [];
  const backend = {
    kind: 'redis',
    queue: () => ({ on: () => undefined, add: () => Promise.resolve({}), close: () => Promise.resolve() }),
    worker: (_: string, processor: Processor<Ring>) => {
      hungUp.push(processor);
      return {
        on: () => undefined,
        waitUntilReady: () => Promise.resolve(),
        close: (force: boolean) => Promise.resolve(void closed.push(force)),
      };
    },
    close: () => Promise.resolve(),
  } as unknown as QueueBackend;
  const deliver = (ids: string[]): Promise<unknown> =>
    Promise.resolve(hungUp.at(-1)?.({ data: { ids, by: 'another', ring: 1 } } as never));
  return { backend, hungUp, closed, deliver };
}

function attend(hold: Promise<void> = Promise.resolve()) {
  const queue = deafBackend();
  const bell = new QueueBell(queue.backend);
  const handled: string[] = [];
  const deaf: string[] = [];
  const handle = async (ids: readonly string[], counter: Counter): Promise<void> => {
    handled.push(...ids);
    await hold;
    handled.push(...counter.take(64));
  };
  const workers = new DepartmentWorkers(
    queue.backend,
    bell,
    { handle },
    { departments: ['health'], concurrency: 2, onError: () => undefined, onDeaf: (name) => void deaf.push(name) },
  );
  return { ...queue, bell, workers, handled, deaf };
}

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

const SWEEP_MS = 5_000;

describe('a worker whose queue is never heard', () => {
  it('works off at the second sweep what was rung in vain', async () => {
    const { bell, handled } = attend();
    bell.again.ring('health', ['a']);
    expect(handled).toEqual([]);
    await jest.advanceTimersByTimeAsync(SWEEP_MS);
    bell.again.ring('health', ['a', 'b']);
    expect(handled).toEqual(['a', 'b']);
  });

  it('is replaced when it stays deaf, once for each time of patience', async () => {
    const { bell, hungUp, closed, deaf } = attend();
    for (let sweep = 0; sweep < 9; sweep += 1) {
      bell.again.ring('health', ['a']);
      await jest.advanceTimersByTimeAsync(SWEEP_MS);
    }
    expect(hungUp).toHaveLength(3);
    expect(closed).toEqual([true, true]);
    expect(deaf).toEqual(['health', 'health']);
  });

  it('is heard again when a ring comes, and then nothing is taken past the queue', async () => {
    const { bell, handled, deliver, hungUp } = attend();
    for (let sweep = 0; sweep < 4; sweep += 1) {
      bell.again.ring('health', [`lost ${sweep}`]);
      await jest.advanceTimersByTimeAsync(SWEEP_MS);
      await deliver([`rung ${sweep}`]);
    }
    expect(handled).toEqual(['rung 0', 'rung 1', 'rung 2', 'rung 3']);
    expect(hungUp).toHaveLength(1);
  });

  it('takes nothing past the queue while it is at work: a long line is not a deaf queue', async () => {
    let letGo = (): void => undefined;
    const { bell, handled, deliver, hungUp } = attend(new Promise<void>((resolve) => (letGo = resolve)));
    const working = deliver(['slow']);
    for (let sweep = 0; sweep < 9; sweep += 1) {
      bell.again.ring('health', ['a']);
      await jest.advanceTimersByTimeAsync(SWEEP_MS);
    }
    letGo();
    await working;
    expect(handled.filter((id) => id === 'slow')).toHaveLength(1);
    expect(hungUp).toHaveLength(1);
  });

  it('finishes what it does without the queue before it is closed, and takes up no more', async () => {
    let letGo = (): void => undefined;
    const { bell, handled, workers } = attend(new Promise<void>((resolve) => (letGo = resolve)));
    bell.again.ring('health', ['a']);
    await jest.advanceTimersByTimeAsync(SWEEP_MS);
    bell.again.ring('health', ['a']);
    let isClosed = false;
    const closing = workers.close().then(() => (isClosed = true));
    await jest.advanceTimersByTimeAsync(SWEEP_MS);
    expect(isClosed).toBe(false);
    bell.again.ring('health', ['b']);
    letGo();
    await closing;
    expect(handled).toEqual(['a']);
  });
});
