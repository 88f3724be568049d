import { Advancer } from './advancer';
import type { InstanceStore, Moved } from './instance-store';
import { InstancesHeld } from './instances-held';
import { openMemoryStores } from './testing/memory-stores';
import { answer, decide, definitions, Desk, signal } from './testing/stores';

const tick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** An advancer over a memory store whose commits the test can hold, fail and count. */
function makeAdvancer(options?: ConstructorParameters<typeof Advancer>[4]) {
  const stores = openMemoryStores();
  const batches: string[][] = [];
  const rings: string[] = [];
  const told: Moved[] = [];
  const before: (() => Promise<void>)[] = [];
  const after: (() => Promise<void>)[] = [];
  const store: Pick<InstanceStore, 'advance'> = {
    advance: async (work, decided) => {
      batches.push([...work.keys()]);
      await before.shift()?.();
      const moved = await stores.instances.advance(work, decided);
      await after.shift()?.();
      return moved;
    },
  };
  const advancer = new Advancer(
    store as InstanceStore,
    definitions,
    { ring: (department, ids) => void rings.push(`${department} ${ids.length}`) },
    (moved) => told.push(...moved),
    options,
  );
  return { advancer, stores, desk: new Desk(stores), batches, rings, told, before, after };
}

/** A commit that waits until it is let go. */
function gate(): { wait: () => Promise<void>; open: () => void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { wait: () => opened, open };
}

describe('the advancer', () => {
  it('A1: never has one instance in two transactions at once', async () => {
    const { advancer, desk, batches, before } = makeAdvancer({ most: 10, parallel: 4 });
    const [a, b] = [await desk.started(), await desk.started()];
    const held = gate();
    before.push(held.wait);
    const first = advancer.advance(a);
    await tick();
    const later = [advancer.advance(a), advancer.advance(b)];
    await tick();
    await tick();
    expect(batches).toEqual([[a], [b]]);
    held.open();
    await Promise.all([first, ...later]);
    expect(batches).toEqual([[a], [b], [a]]);
  });

  it('A2: folds in the next batch what arrives while its instance is being moved', async () => {
    const { advancer, desk, batches, after } = makeAdvancer();
    const id = await desk.started({ photoKnown: false });
    const greet = await desk.claim(id, 'greet');
    const held = gate();
    // The commit has read the inbox; the mail comes, and its wake-up, while the commit is still under way.
    after.push(held.wait);
    const first = advancer.advance(id, [answer(greet, { outcome: 'completed' })]);
    await tick();
    await desk.deliver(id, signal('photo@1', 'k'));
    const second = advancer.advance(id);
    await tick();
    expect(batches).toHaveLength(1);
    held.open();
    await Promise.all([first, second]);
    expect(await desk.region(id, 'photo@1')).toBe('completed');
    expect(await desk.inspect.inbox(id)).toEqual([]);
  });

  it('A3: says that a message is folded only when it is, and rings before it says so', async () => {
    const { advancer, desk, rings, told, before } = makeAdvancer();
    const id = await desk.started({ photoKnown: false });
    await desk.deliver(id, signal('photo@1', 'k'));
    const held = gate();
    before.push(held.wait);
    let settled = false;
    const folded = advancer.advance(id).then(() => {
      settled = true;
    });
    await tick();
    await tick();
    expect([settled, rings]).toEqual([false, []]);
    held.open();
    await folded;
    expect(rings).toEqual(['library 1']);
    expect(told).toMatchObject([{ instanceId: id, seq: 2 }]);
    expect(await desk.region(id, 'photo@1')).toBe('completed');
  });

  it('A4: rejects an instance that cannot be moved, and moves the others of its batch', async () => {
    const { advancer, stores, desk } = makeAdvancer();
    const ids = [];
    for (let n = 0; n < 20; n += 1) ids.push(await desk.started({ photoKnown: false }));
    for (const id of ids) await desk.deliver(id, signal('photo@1', 'k'));
    const bad = stores.store.cases.get(ids[7] as string);
    if (bad !== undefined) bad.instance = { ...bad.instance, version: 9 };
    const results = await Promise.allSettled(ids.map((id) => advancer.advance(id)));
    expect(results.flatMap(({ status }, n) => (status === 'rejected' ? [n] : []))).toEqual([7]);
    expect(await desk.region(ids[8] as string, 'photo@1')).toBe('completed');
  });

  it('A4: lets those go on at once that came with an instance which a stranger holds', async () => {
    const { advancer, desk, batches, before } = makeAdvancer();
    const ids = [await desk.started(), await desk.started(), await desk.started()];
    const [held = ''] = ids;
    before.push(() => Promise.reject(new InstancesHeld(new Set([held]))));
    const results = await Promise.allSettled(ids.map((id) => advancer.advance(id)));
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
    expect(batches).toEqual([ids, ids.slice(1)]);
  });

  it('A5: sets mail aside that can never be written, with an incident, and moves the case without it', async () => {
    const { advancer, desk, batches, before } = makeAdvancer();
    const id = await desk.started({ photoKnown: false });
    const greet = await desk.claim(id, 'greet');
    await desk.deliver(id, signal('photo@1', 'k'));
    before.push(() => Promise.reject(Object.assign(new Error('invalid input'), { code: '22007' })));
    await advancer.advance(id, [answer(greet, { outcome: 'completed' })]);
    expect(batches).toHaveLength(2);
    expect(await desk.historyTypes(id)).toEqual(['instance.started', 'step.completed', 'instance.held not-writable']);
    expect(await desk.inspect.incidents(id)).toEqual([{ region: '', code: 'not-writable', open: true }]);
    expect(await desk.inspect.inbox(id)).toEqual([{ key: 'k', deferred: true }]);
    // Not by the sweep: it would try for ever. By whoever settles the incident.
    await desk.stores.advanceTime(60_000);
    expect(await desk.stores.instances.findUnfolded(2_000, 10)).toEqual([]);
    const body = { type: 'repair', region: '', repair: 'resolved', reason: 'looked-into' } as const;
    await desk.deliver(id, { key: 'settled', actor: 'operator', body });
    await advancer.advance(id);
    expect(await desk.region(id, 'photo@1')).toBe('completed');
    expect((await desk.inspect.incidents(id)).filter(({ open }) => open)).toEqual([]);
  });

  it('A5: takes an answer that can never be written for a failure of its step', async () => {
    const { advancer, desk, before } = makeAdvancer();
    const id = await desk.started();
    const greet = await desk.claim(id, 'greet');
    const unwritable = () => Promise.reject(new RangeError('Invalid time value'));
    before.push(unwritable, unwritable);
    await advancer.advance(id, [answer(greet, { outcome: 'completed' })]);
    expect(await desk.inspect.incidents(id)).toEqual([{ region: 'greet', code: 'not-writable', open: true }]);
  });

  it('rejects when the store fails, and does the same work when it is asked again', async () => {
    const { advancer, desk, before } = makeAdvancer();
    const id = await desk.started();
    const greet = await desk.claim(id, 'greet');
    before.push(() => Promise.reject(new Error('connection lost')));
    const message = answer(greet, { outcome: 'completed' });
    await expect(advancer.advance(id, [message])).rejects.toThrow('connection lost');
    await advancer.advance(id, [message]);
    expect(await desk.historyTypes(id)).toEqual(['instance.started', 'step.completed']);
  });

  it('finds its own result when a commit has succeeded and nobody heard of it', async () => {
    const { advancer, stores, desk, before } = makeAdvancer();
    const id = await desk.started();
    const greet = await desk.claim(id, 'greet');
    const message = answer(greet, { outcome: 'completed' });
    before.push(async () => {
      await stores.instances.advance(new Map([[id, [message]]]), decide);
      // Committed, then the connection is cut.
      throw new Error('connection lost');
    });
    await expect(advancer.advance(id, [message])).rejects.toThrow('connection lost');
    await advancer.advance(id, [message]);
    expect(await desk.historyTypes(id)).toEqual(['instance.started', 'step.completed']);
  });

  it('goes on when a bell or a listener throws: what is committed is committed', async () => {
    const stores = openMemoryStores();
    const desk = new Desk(stores);
    const throws = (): never => {
      throw new Error('no bell');
    };
    const advancer = new Advancer(stores.instances, definitions, { ring: throws }, throws);
    const id = await desk.started({ photoKnown: false });
    await desk.deliver(id, signal('photo@1', 'k'));
    await advancer.advance(id);
    expect(await desk.region(id, 'photo@1')).toBe('completed');
  });

  it('takes no more instances into one transaction than it may', async () => {
    const { advancer, desk, batches } = makeAdvancer({ most: 2, parallel: 1 });
    const ids = [await desk.started(), await desk.started(), await desk.started()];
    await Promise.all(ids.map((id) => advancer.advance(id)));
    expect(batches.map((batch) => batch.length)).toEqual([2, 1]);
  });
});
