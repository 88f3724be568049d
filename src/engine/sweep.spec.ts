import { Advancer } from './advancer';
import { Sweep } from './sweep';
import { openMemoryStores } from './testing/memory-stores';
import { DAY, definitions, Desk, signal } from './testing/stores';

type Part = 'fireTimers' | 'findUnfolded' | 'findDue' | 'openIncidentsForStalled';

/** A sweep over a memory store of which some parts fail. */
function makeSweep(fails: Part[] = [], isRung?: (id: string) => boolean) {
  const stores = openMemoryStores();
  const rings: [string, string[]][] = [];
  const bell = {
    ring: (department: string, ids: readonly string[]) => void rings.push([department, [...ids]]),
    ...(isRung === undefined ? {} : { isRung }),
  };
  for (const part of fails) Object.assign(stores.store, { [part]: () => Promise.reject(new Error(`${part} failed`)) });
  const advancer = new Advancer(stores.instances, definitions, { ring: () => undefined });
  return {
    sweep: new Sweep(stores.instances, stores.executions, advancer, bell),
    stores,
    desk: new Desk(stores),
    rings,
  };
}

/** One case for each part of the sweep: a due timer, forgotten mail, a ready step, and nothing that can wake it. */
async function prepare(desk: Desk) {
  const timed = await desk.started({ photoKnown: false });
  const mailed = await desk.started({ photoKnown: false, since: '2099-01-01' });
  const stuck = await desk.started();
  await desk.deliver(mailed, signal('photo@1', 'k'));
  await desk.inspect.removeExecutions(stuck);
  await desk.stores.advanceTime(8 * DAY);
  return { timed, mailed, stuck };
}

describe('the sweep', () => {
  it('fires, folds, rings and reports, in one run', async () => {
    const { sweep, desk, rings } = makeSweep();
    const { timed, mailed, stuck } = await prepare(desk);
    expect(await sweep.run()).toEqual({ timers: 1, unfolded: 1, rung: 2, incidents: 1, more: false });
    expect(await desk.historyTypes(timed)).toContain('timer.fired');
    expect(await desk.region(mailed, 'photo@1')).toBe('completed');
    expect(await desk.inspect.incidents(stuck)).toMatchObject([{ code: 'stalled' }]);
    expect(rings).toEqual([['library', [`${timed}-1-0`, `${mailed}-1-0`]]]);
  });

  it.each(['fireTimers', 'findUnfolded', 'findDue', 'openIncidentsForStalled'] as const)(
    'does the other three parts when %s fails, and says that it failed',
    async (part) => {
      const { sweep, desk, rings } = makeSweep([part]);
      const { timed, mailed, stuck } = await prepare(desk);
      await expect(sweep.run()).rejects.toThrow(`${part} failed`);
      const did = {
        fireTimers: (await desk.historyTypes(timed)).includes('timer.fired'),
        findUnfolded: (await desk.region(mailed, 'photo@1')) === 'completed',
        findDue: rings.length > 0,
        openIncidentsForStalled: (await desk.inspect.incidents(stuck)).length > 0,
      };
      expect(did).toEqual({
        ...{ fireTimers: true, findUnfolded: true, findDue: true, openIncidentsForStalled: true },
        [part]: false,
      });
    },
  );

  it('fires all that is due after the machine was off, however much it is, once and in order', async () => {
    const { sweep, stores, desk } = makeSweep();
    const { fireTimers } = stores.store;
    // A statement takes three at a time, so that one sweep needs many.
    stores.store.fireTimers = () => fireTimers.call(stores.store, 3);
    const ids = await Promise.all(Array.from({ length: 7 }, () => desk.started({ photoKnown: false })));
    await desk.stores.advanceTime(61 * DAY);
    expect(await sweep.run()).toMatchObject({ more: false });
    for (const id of ids) {
      const fired = (await desk.inspect.history(id)).flatMap(({ detail }) => detail['timer'] ?? []);
      expect(fired).toEqual(['day7', 'day30', 'day60']);
    }
    expect(await sweep.run()).toMatchObject({ timers: 0 });
  });

  it('fires the timers of the other cases when one case cannot be moved, and says that it failed', async () => {
    const { sweep, stores, desk } = makeSweep();
    const [bad, good] = [await desk.started({ photoKnown: false }), await desk.started({ photoKnown: false })];
    const { advance } = stores.store;
    stores.store.advance = (work, decided) =>
      work.has(bad) ? Promise.reject(new Error('cannot be moved')) : advance.call(stores.store, work, decided);
    const { fireTimers } = stores.store;
    stores.store.fireTimers = () => fireTimers.call(stores.store, 1);
    await desk.stores.advanceTime(61 * DAY);
    await expect(sweep.run()).rejects.toThrow('cannot be moved');
    expect((await desk.historyTypes(good)).filter((type) => type === 'timer.fired')).toHaveLength(3);
  });

  it('says that there is more when it has fired timers for long enough, and gives the others their turn', async () => {
    const { sweep, stores, desk } = makeSweep();
    const id = await desk.started({ photoKnown: false });
    let asked = 0;
    stores.store.fireTimers = () => {
      asked += 1;
      return Promise.resolve([id]);
    };
    const elapsed = jest.spyOn(performance, 'now').mockImplementation(() => asked * 500);
    expect(await sweep.run()).toMatchObject({ more: true });
    elapsed.mockRestore();
    expect(asked).toBe(4);
  });

  it('does not ring again for what still waits in the queue', async () => {
    const rung = new Set<string>();
    const { sweep, desk, rings } = makeSweep([], (id) => rung.has(id));
    const id = await desk.started();
    const other = await desk.started();
    rung.add(`${id}-1-0`).add(`${id}-1-1`);
    expect(await sweep.run()).toMatchObject({ rung: 2 });
    expect(rings).toEqual([['library', [`${other}-1-0`, `${other}-1-1`]]]);
  });

  it('leaves mail alone that somebody is about to fold', async () => {
    const { sweep, desk } = makeSweep();
    const id = await desk.started({ photoKnown: false });
    await desk.deliver(id, signal('photo@1', 'k'));
    await desk.stores.advanceTime(1_000);
    expect(await sweep.run()).toMatchObject({ unfolded: 0 });
  });

  it('rings again for a lease that has expired, and not for one that is held', async () => {
    const { sweep, desk, rings } = makeSweep();
    const id = await desk.started();
    const { id: greet } = await desk.claim(id, 'greet', 5_000);
    await desk.claim(id, 'issue@1', 60_000);
    await desk.stores.advanceTime(6_000);
    await sweep.run();
    expect(rings).toEqual([['library', [greet]]]);
  });

  it('takes old drafts away, and does the rest when that fails', async () => {
    const { stores, desk } = makeSweep();
    const { timed } = await prepare(desk);
    const advancer = new Advancer(stores.instances, definitions, { ring: () => undefined });
    const drafts = { removeOld: jest.fn(() => Promise.reject(new Error('no drafts'))) };
    const parts = [stores.instances, stores.executions, advancer, { ring: () => undefined }] as const;
    const sweep = new Sweep(...parts, undefined, undefined, undefined, drafts);
    await expect(sweep.run()).rejects.toThrow('no drafts');
    expect(await desk.historyTypes(timed)).toContain('timer.fired');
    // An idle engine does not ask for them with every sweep.
    await sweep.run();
    expect(drafts.removeOld).toHaveBeenCalledTimes(1);
  });
});
