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
});
