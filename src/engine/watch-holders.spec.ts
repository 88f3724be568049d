import type { ExecutionStore } from './execution-store';
import { sessionName } from './presence';
import { openMemoryStores } from './testing/memory-stores';
import { Desk } from './testing/stores';
import { HolderWatch } from './watch-holders';

const LOOKS = 3;

/** A watch over engines that come and go as the test says. */
function makeWatch() {
  const stores = openMemoryStores();
  const desk = new Desk(stores);
  const sessions = new Set<string>();
  const world = { away: false, asked: 0 };
  const executions: Pick<ExecutionStore, 'findHolders' | 'expire'> = {
    findHolders: () => {
      world.asked += 1;
      return stores.executions.findHolders();
    },
    expire: (holders) => stores.executions.expire(holders),
  };
  const presence = {
    living: () => (world.away ? Promise.reject(new Error('the database is away')) : Promise.resolve(new Set(sessions))),
  };
  const watch = new HolderWatch(presence, executions as ExecutionStore);
  const held = async (holder: string): Promise<string> => {
    const id = await desk.started();
    const { id: execution } = await desk.open(id, 'greet');
    await stores.executions.claim([execution], holder, 60_000);
    return execution;
  };
  const isFree = async (execution: string): Promise<boolean> =>
    (await stores.executions.findDue(100)).some(({ id }) => id === execution);
  const look = async (times: number): Promise<boolean[]> => {
    const looks: boolean[] = [];
    for (let n = 0; n < times; n += 1) looks.push(await watch.look());
    return looks;
  };
  return { watch, sessions, world, held, isFree, look };
}

const [one, other] = [sessionName(1), sessionName(2)];

describe('watching over engines that hold executions', () => {
  it('takes back what a killed engine held, after a few looks, and says that it went', async () => {
    const { sessions, held, isFree, look } = makeWatch();
    sessions.add(one).add(other);
    const [lost, kept] = [await held(one), await held(other)];
    expect(await look(2)).toEqual([false, false]);
    sessions.delete(one);
    expect(await look(LOOKS - 1)).toEqual([true, false]);
    expect(await isFree(lost)).toBe(false);
    expect(await look(1)).toEqual([true]);
    expect([await isFree(lost), await isFree(kept)]).toEqual([true, false]);
  });

  it('knows an engine that went before the watch began', async () => {
    const { sessions, held, isFree, look } = makeWatch();
    sessions.add(other);
    const lost = await held(one);
    await look(LOOKS);
    expect(await isFree(lost)).toBe(true);
  });

  it('takes nothing from an engine that has lost its session for a moment', async () => {
    const { sessions, held, isFree, look } = makeWatch();
    sessions.add(one);
    const kept = await held(one);
    await look(1);
    for (let n = 0; n < 5; n += 1) {
      sessions.delete(one);
      await look(LOOKS - 1);
      sessions.add(one);
      await look(1);
    }
    expect(await isFree(kept)).toBe(false);
  });

  it('takes nothing from a worker that claims without a session', async () => {
    const { sessions, held, isFree, look } = makeWatch();
    sessions.add(one);
    const kept = await held('without-session-1');
    await look(1);
    sessions.add(other);
    await look(2 * LOOKS);
    expect(await isFree(kept)).toBe(false);
  });

  it('counts anew when the database was away: every session had to come back', async () => {
    const { watch, sessions, world, held, isFree, look } = makeWatch();
    const kept = await held(one);
    await look(LOOKS - 1);
    world.away = true;
    await expect(watch.look()).rejects.toThrow('away');
    world.away = false;
    await look(LOOKS - 1);
    expect(await isFree(kept)).toBe(false);
    sessions.add(one);
    await look(LOOKS);
    expect(await isFree(kept)).toBe(false);
  });

  it('does not read the leases while nobody comes or goes', async () => {
    const { sessions, world, held, look } = makeWatch();
    sessions.add(one);
    await held(one);
    await look(50);
    expect(world.asked).toBe(1);
  });
});
