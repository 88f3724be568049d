import type { ClaimedExecution } from './execution-store';
import { Session, type Clerk, type Counter } from './session';

const tick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const id = (n: number): string => `e${n}`;
const ids = (count: number, from = 0): string[] => Array.from({ length: count }, (_, n) => id(from + n));

/** A counter that a test puts executions on. */
class TestCounter implements Counter {
  readonly waiting: string[] = [];
  clerk: Clerk | undefined;

  take = (most: number): string[] => this.waiting.splice(0, most);
  attend = (clerk: Clerk): void => void (this.clerk = clerk);

  arrive(...more: string[]): void {
    this.waiting.push(...more);
    this.clerk?.call();
  }
}

interface Words {
  readonly counter?: TestCounter;
  readonly failing?: readonly string[];
  readonly held?: number;
}

function makeSession(most: number, { counter, failing = [], held: mostHeld = most }: Words = {}) {
  const claims: (readonly string[])[] = [];
  const handled: string[] = [];
  const held: string[] = [];
  const gates = new Map<string, () => void>();
  const work = {
    claim: (some: readonly string[]) => {
      claims.push(some);
      if (some.includes('unclaimable')) return Promise.reject(new Error('no claim'));
      return Promise.resolve(some.map((one) => ({ id: one }) as ClaimedExecution));
    },
    hold: ({ id: one }: ClaimedExecution) => void held.push(one),
    handle: async ({ id: one }: ClaimedExecution): Promise<void> => {
      await new Promise<void>((resolve) => gates.set(one, resolve));
      if (failing.includes(one)) throw new Error(`${one} failed`);
      handled.push(one);
    },
  };
  const finish = async (...some: string[]): Promise<void> => {
    for (const one of some) gates.get(one)?.();
    await tick();
  };
  return {
    session: new Session({ atOnce: most, held: mostHeld }, work, counter),
    claims,
    held,
    handled,
    underWay: gates,
    finish,
  };
}

describe('a session', () => {
  it('claims a ring in one statement and never has more under way than it may', async () => {
    const { session, claims, underWay, finish, handled } = makeSession(3);
    const over = session.run(ids(5));
    await tick();
    expect(claims).toEqual([ids(5)]);
    expect([...underWay.keys()]).toEqual(ids(3));
    await finish('e0');
    expect([...underWay.keys()]).toEqual(ids(4));
    await finish('e1', 'e2', 'e3');
    await finish('e4');
    await over;
    expect(handled.sort()).toEqual(ids(5));
  });

  it('takes along what waits already, in the same claim, and what arrives while there is room', async () => {
    const counter = new TestCounter();
    counter.waiting.push('a', 'b', 'c');
    const { session, claims, finish, underWay } = makeSession(3, { counter });
    const over = session.run(['e0']);
    await tick();
    expect(claims).toEqual([['e0', 'a', 'b']]);
    counter.arrive('d');
    expect(claims).toHaveLength(1);
    await finish('e0', 'a');
    expect(claims.slice(1).flat()).toEqual(['c', 'd']);
    await finish('b', 'c', 'd');
    counter.arrive('late');
    await tick();
    expect(underWay.has('late')).toBe(true);
    await finish('late');
    await over;
  });

  it('is not over while one that arrived in the last moment is under way', async () => {
    const counter = new TestCounter();
    const { session, finish } = makeSession(2, { counter });
    let isOver = false;
    const over = session.run(['e0']).then(() => (isOver = true));
    await tick();
    await finish('e0');
    counter.arrive('late');
    await tick();
    jest.useFakeTimers({ doNotFake: ['setImmediate'] });
    await jest.advanceTimersByTimeAsync(60_000);
    jest.useRealTimers();
    expect(isOver).toBe(false);
    await finish('late');
    await over;
  });

  it('handles all the others when one fails, and says so at the end', async () => {
    const { session, finish, handled } = makeSession(2, { failing: ['e1'] });
    const over = expect(session.run(ids(4))).rejects.toThrow('e1 failed');
    await tick();
    await finish('e0', 'e1');
    await finish('e2', 'e3');
    await over;
    expect(handled.sort()).toEqual(['e0', 'e2', 'e3']);
  });

  it('gives its room away once: what is reserved counts as under way until it is taken or left', async () => {
    const counter = new TestCounter();
    const { session, claims, held, underWay, finish } = makeSession(3, { counter });
    const over = session.run(['e0']);
    await tick();
    const seats = [counter.clerk?.reserve(), counter.clerk?.reserve()];
    expect(counter.clerk?.reserve()).toBeUndefined();
    counter.arrive('waits');
    expect(claims).toHaveLength(1);
    seats[0]?.take({ id: 'seated' } as ClaimedExecution);
    expect([...underWay.keys()]).toEqual(['e0', 'seated']);
    seats[1]?.leave();
    await tick();
    expect(claims.slice(1)).toEqual([['waits']]);
    expect(held).toEqual(['e0', 'seated', 'waits']);
    await finish('e0', 'seated', 'waits');
    await over;
  });

  it('holds more than it handles at the same time, when it may', async () => {
    const counter = new TestCounter();
    const { session, underWay, finish, handled } = makeSession(1, { counter, held: 3 });
    const over = session.run(['e0']);
    await tick();
    counter.clerk?.reserve()?.take({ id: 'seated' } as ClaimedExecution);
    expect(counter.clerk?.reserve()).toBeDefined();
    expect(counter.clerk?.reserve()).toBeUndefined();
    expect([...underWay.keys()]).toEqual(['e0']);
    await finish('e0');
    expect([...underWay.keys()]).toEqual(['e0', 'seated']);
    await finish('seated');
    expect(handled).toEqual(['e0', 'seated']);
    void over;
  });

  it('is not over while a seat is reserved', async () => {
    const counter = new TestCounter();
    const { session, finish } = makeSession(2, { counter });
    let isOver = false;
    const over = session.run(['e0']).then(() => (isOver = true));
    await tick();
    const seat = counter.clerk?.reserve();
    await finish('e0');
    jest.useFakeTimers({ doNotFake: ['setImmediate'] });
    await jest.advanceTimersByTimeAsync(60_000);
    jest.useRealTimers();
    expect(isOver).toBe(false);
    seat?.leave();
    await over;
  });

  it('ends when a claim fails, with its error', async () => {
    await expect(makeSession(2).session.run(['unclaimable'])).rejects.toThrow('no claim');
  });
});
