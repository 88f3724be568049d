import { randomUUID } from 'node:crypto';
import type { Advancer } from '../../src/engine/advancer';
import type { ExecutionStore } from '../../src/engine/execution-store';
import type { InstanceStore } from '../../src/engine/instance-store';
import { Sweep } from '../../src/engine/sweep';
import type { QueueBackend } from '../../src/queue/queue-backend';
import { QueueBell } from '../../src/queue/queue-bell';
import { describeOnEachQueue } from '../support/queues';
import { Listeners, openQueueUnderTest, type QueueUnderTest } from '../support/rings';
import { until } from '../support/until';

const id = (n: number): string => `0198a7c2-0000-7000-8000-${String(n).padStart(12, '0')}-${n + 1}-0`;
const ids = (count: number, from = 0): string[] => Array.from({ length: count }, (_, n) => id(from + n));

describeOnEachQueue('the doorbell', (kind) => {
  let queue: QueueUnderTest;
  let backend: QueueBackend;
  let bell: QueueBell;
  let listeners: Listeners | undefined;

  beforeAll(async () => {
    queue = await openQueueUnderTest(kind);
  });
  beforeEach(async () => {
    await queue.empty();
    backend = queue.open();
    listeners = undefined;
  });
  afterEach(async () => {
    await bell.close();
    await listeners?.close();
    await backend.close();
  });
  afterAll(() => queue.close());

  const listen = async (): Promise<Listeners> => {
    listeners = new Listeners(backend, bell);
    await listeners.ready();
    return listeners;
  };
  const heardAll = (by: Listeners, wanted: readonly string[]) =>
    until('everything rung is heard', () => wanted.every((one) => by.heard.includes(one)) || undefined);

  it('brings each ring, with its ids, to a worker of its department', async () => {
    bell = new QueueBell(backend);
    const by = await listen();
    bell.ring('health', ids(3));
    bell.ring('police', ids(2, 3));
    await heardAll(by, ids(5));
    expect(by.rings.map((ring) => [...ring].sort()).sort()).toEqual([ids(3), ids(2, 3)]);
  });

  it('rings at once when nothing else is going on', async () => {
    bell = new QueueBell(backend);
    const by = await listen();
    const took: number[] = [];
    for (let n = 0; n < 9; n += 1) {
      const from = performance.now();
      bell.ring('health', [id(n)]);
      await until('it is heard', () => by.heard.includes(id(n)) || undefined, { everyMs: 2 });
      took.push(performance.now() - from);
    }
    expect(took.sort((a, b) => a - b)[4]).toBeLessThan(100);
  });

  it('rings once for all that comes in while a worker here is at work: it is taken along', async () => {
    bell = new QueueBell(backend, { elsewhereMs: 60_000, patienceMs: 60_000, openForMs: 60_000 });
    const by = await listen();
    by.takeAlong();
    const open = by.holdUp();
    bell.ring('health', [id(0)]);
    await until('the ring is being worked off', () => by.rings.length === 1 || undefined);
    for (const one of ids(999, 1)) bell.ring('health', [one]);
    expect((await queue.dump()).match(/"ring\\?": ?\d+/g)).toHaveLength(1);
    open();
    await heardAll(by, ids(1_000));
    expect(by.heard).toHaveLength(1_000);
    expect(Math.max(...by.rings.map((ring) => ring.length))).toBeGreaterThan(1);
    await until('nothing is rung any more', () => !bell.isRung(id(999)) || undefined);
  });

  it('a crowd of one life event does not keep the single case of another waiting: it is in the next ring', async () => {
    bell = new QueueBell(backend, { unanswered: 2, elsewhereMs: 60_000, patienceMs: 20 });
    const by = await listen();
    const open = by.holdUp();
    bell.ring('health', [id(0)], 'retirement');
    await until('the first ring is being worked off', () => by.rings.length === 1 || undefined);
    bell.ring('health', ids(500, 1), 'retirement');
    bell.ring('health', [id(9_000)], 'newborn');
    await until('the second ring is being worked off', () => by.rings.length === 2 || undefined);
    open();
    await heardAll(by, [...ids(501), id(9_000)]);
    expect(by.rings.slice(0, 3).flat()).toContain(id(9_000));
  });

  it('carries up to 64 ids a ring', async () => {
    bell = new QueueBell(backend, { elsewhereMs: 60_000, patienceMs: 60_000 });
    const by = await listen();
    bell.ring('health', ids(1_000));
    await heardAll(by, ids(1_000));
    expect(Math.max(...by.rings.map((ring) => ring.length))).toBe(64);
    expect(by.heard).toHaveLength(1_000);
  });

  it('gives what has waited too long beside a ring at work a ring of its own, and no more than allowed', async () => {
    bell = new QueueBell(backend, { unanswered: 2, elsewhereMs: 60_000, patienceMs: 20 });
    const by = await listen();
    const open = by.holdUp();
    bell.ring('health', [id(0)]);
    await until('the first ring is being worked off', () => by.rings.length === 1 || undefined);
    bell.ring('health', ids(999, 1));
    await until('the second ring is being worked off', () => by.rings.length === 2 || undefined);
    // Two are unanswered: there is no third of this bell, though what another rings afterwards gets through.
    const other = new QueueBell(backend);
    other.ring('health', [id(5_000)]);
    await until('the other ring is heard', () => by.heard.includes(id(5_000)) || undefined);
    await other.close();
    expect(by.rings).toHaveLength(3);
    expect(bell.isRung(id(999))).toBe(true);
    open();
    await heardAll(by, ids(1_000));
  });

  it('does not keep a department waiting for a ring that no worker here has taken up', async () => {
    bell = new QueueBell(backend, { elsewhereMs: 1, patienceMs: 60_000 });
    const elsewhere = queue.open();
    listeners = new Listeners(elsewhere, new QueueBell(elsewhere));
    await listeners.ready();
    const by = listeners;
    const open = by.holdUp();
    bell.ring('health', [id(0)]);
    await until('the ring is being worked off elsewhere', () => by.rings.length === 1 || undefined);
    bell.ring('health', [id(1)]);
    await until('so is the next', () => by.heard.includes(id(1)) || undefined);
    open();
    await by.close();
    await elsewhere.close();
  });

  it('loses nothing for good when the queue is emptied: the sweep rings again', async () => {
    bell = new QueueBell(backend, { elsewhereMs: 50 });
    bell.ring('health', ids(10));
    await until('the ring lies in the queue', async () => (await queue.dump()).includes(id(9)) || undefined);
    await queue.empty();

    const by = await listen();
    const sweep = sweepOver(bell, () => ids(10).filter((one) => !by.heard.includes(one)));
    await until('the sweep has rung', async () => {
      await sweep.run();
      return by.heard.length >= 10 || undefined;
    });
    expect([...new Set(by.heard)].sort()).toEqual(ids(10));
  });

  it('does not ring again for what is still rung', async () => {
    bell = new QueueBell(backend, { elsewhereMs: 60_000, patienceMs: 60_000 });
    const by = await listen();
    const open = by.holdUp();
    bell.ring('health', [id(1)]);
    const sweep = sweepOver(bell, () => [id(1)]);
    expect((await sweep.run()).rung).toBe(0);
    await until('it is being worked off', () => by.rings.length === 1 || undefined);
    expect((await sweep.run()).rung).toBe(0);
    open();
    await until('it is answered', () => !bell.isRung(id(1)) || undefined);
    expect((await sweep.run()).rung).toBe(1);
  });

  it('never throws into the engine when the queue is not there', async () => {
    const unheard: unknown[] = [];
    const listener = (error: unknown): void => void unheard.push(error);
    process.on('unhandledRejection', listener);
    await backend.close();
    backend = queue.openNowhere();
    bell = new QueueBell(backend, { elsewhereMs: 100 });
    expect(() => bell.ring('health', ids(500))).not.toThrow();
    await until('the bell gives its rings up', () => !bell.isRung(id(499)) || undefined);
    const from = performance.now();
    await bell.close();
    expect(performance.now() - from).toBeLessThan(2_000);
    process.off('unhandledRejection', listener);
    expect(unheard).toEqual([]);
  });

  it('rings again after its first ring has failed: what failed is not asked a second time', async () => {
    const failing = {
      on: () => undefined,
      add: () => Promise.reject(new Error('gone')),
      close: () => Promise.resolve(),
    };
    let asked = 0;
    bell = new QueueBell({
      ...backend,
      queue: (department) => {
        asked += 1;
        return asked === 1 ? (failing as unknown as ReturnType<typeof backend.queue>) : backend.queue(department);
      },
    });
    const by = await listen();
    bell.ring('health', [id(0)]);
    await until('the first ring is given up', () => !bell.isRung(id(0)) || undefined);
    bell.ring('health', [id(1)]);
    await heardAll(by, [id(1)]);
  });

  it('closes only when the work at hand is done', async () => {
    bell = new QueueBell(backend);
    const by = await listen();
    const open = by.holdUp();
    bell.ring('health', [id(1)]);
    await until('it is being worked off', () => by.rings.length === 1 || undefined);
    let isClosed = false;
    const closing = by.stop().then(() => (isClosed = true));
    bell.ring('health', [id(2)]);
    expect(isClosed).toBe(false);
    open();
    await closing;
    expect(by.heard).toEqual([id(1)]);
  });

  it('stores nothing but ids', async () => {
    bell = new QueueBell(backend);
    const wanted = [`${randomUUID()}-1-0`, `${randomUUID()}-12-3`];
    bell.ring('health', wanted);
    const stored = await until('the ring lies in the queue', async () => {
      const dump = await queue.dump();
      return dump.includes(wanted[1] as string) ? dump : undefined;
    });
    const job = JSON.parse(stored.split('\n').find((line) => line.includes('"ring')) as string) as { data: unknown };
    const data: unknown = typeof job.data === 'string' ? JSON.parse(job.data) : job.data;
    expect(data).toEqual({ ids: wanted, by: bell.id, ring: 1 });
  });
});

/** A sweep over stores that know only what is due. */
function sweepOver(bell: QueueBell, due: () => string[]): Sweep {
  const none = (): Promise<never[]> => Promise.resolve([]);
  const instances = { fireTimers: none, findUnfolded: none, openIncidentsForStalled: () => Promise.resolve(0) };
  const executions = { findDue: () => Promise.resolve(due().map((one) => ({ id: one, department: 'health' }))) };
  return new Sweep(
    instances as unknown as InstanceStore,
    executions as unknown as ExecutionStore,
    {} as unknown as Advancer,
    bell,
  );
}
