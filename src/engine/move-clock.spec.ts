import { Advancer } from './advancer';
import type { MovableClock } from './clock';
import { ClockMover } from './move-clock';
import { Sweep } from './sweep';
import { openMemoryStores } from './testing/memory-stores';
import { DAY, definitions, Desk, signal } from './testing/stores';

const MORNING = new Date('2026-03-02T01:00:00Z');
const days = (n: number): Date => new Date(MORNING.getTime() + n * DAY);

/** A mover over a memory store whose clock stands still. */
function makeMover(mode: MovableClock['mode'] = 'manual') {
  const stores = openMemoryStores(definitions, MORNING);
  const clock: MovableClock = {
    ...{ mode, now: () => stores.clock.now(), follow: () => Promise.resolve() },
    moveTo: (at) => stores.advanceTime(Math.max(0, at.getTime() - stores.clock.now().getTime())),
  };
  const bell = { ring: () => undefined };
  const advancer = new Advancer(stores.instances, definitions, bell);
  const sweep = new Sweep(stores.instances, stores.executions, advancer, bell);
  const mover = new ClockMover(clock, stores.instances, advancer, sweep);
  return { mover, clock, sweep, stores, desk: new Desk(stores) };
}

const firedAt = async (desk: Desk, id: string): Promise<string[]> =>
  (await desk.inspect.history(id))
    .filter(({ type }) => type === 'timer.fired')
    .map(({ at, detail }) => `${String(detail['timer'])} ${at.toISOString().slice(0, 10)}`);

describe('moving the clock', () => {
  it('fires each timer on the way at its own time, in order, before it returns', async () => {
    const { mover, desk } = makeMover();
    const [one, other] = [
      await desk.started({ photoKnown: false, since: '2026-03-02' }),
      await desk.started({ photoKnown: false, since: '2026-03-05' }),
    ];
    expect(await mover.move(() => days(100))).toEqual({ kind: 'moved', now: days(100) });
    expect(await firedAt(desk, one)).toEqual(['day7 2026-03-09', 'day30 2026-04-01', 'day60 2026-05-01']);
    expect(await firedAt(desk, other)).toEqual(['day7 2026-03-12', 'day30 2026-04-04', 'day60 2026-05-04']);
  });

  it('fires nothing that is due later', async () => {
    const { mover, desk } = makeMover();
    const id = await desk.started({ photoKnown: false, since: '2026-03-02' });
    await mover.move(() => new Date('2026-03-09T00:59:59.999Z'));
    expect(await firedAt(desk, id)).toEqual([]);
    await mover.move(() => new Date('2026-03-09T01:00:00Z'));
    expect(await firedAt(desk, id)).toEqual(['day7 2026-03-09']);
  });

  it('never goes backwards, and does not move at all where it says so', async () => {
    const { mover } = makeMover();
    await mover.move(() => days(3));
    expect(await mover.move(() => days(2))).toEqual({ kind: 'backwards', now: days(3) });
    expect(await mover.move((now) => now)).toEqual({ kind: 'moved', now: days(3) });
  });

  it('does not move a clock that runs by itself', async () => {
    const { mover, clock } = makeMover('system');
    expect(await mover.move(() => days(3))).toEqual({ kind: 'running', now: MORNING });
    expect(clock.now()).toEqual(MORNING);
  });

  it('adds moves up that come at the same time', async () => {
    const { mover } = makeMover();
    const day = (now: Date): Date => new Date(now.getTime() + DAY);
    await Promise.all([mover.move(day), mover.move(day), mover.move(day)]);
    expect(await mover.move((now) => now)).toEqual({ kind: 'moved', now: days(3) });
  });

  it('waits for timers that somebody else is firing just now', async () => {
    const { mover, stores, desk } = makeMover();
    const id = await desk.started({ photoKnown: false, since: '2026-03-02' });
    const { fireTimers } = stores.store;
    let held = 3;
    stores.store.fireTimers = (limit) =>
      (held -= 1) >= 0 ? Promise.resolve([]) : fireTimers.call(stores.store, limit);
    await mover.move(() => days(8));
    expect(held).toBeLessThan(0);
    expect(await firedAt(desk, id)).toEqual(['day7 2026-03-09']);
  });

  it('folds what somebody else has fired and not folded yet', async () => {
    const { mover, stores, desk } = makeMover();
    const id = await desk.started({ photoKnown: false, since: '2026-03-02' });
    const { fireTimers } = stores.store;
    stores.store.fireTimers = async (limit) => {
      await fireTimers.call(stores.store, limit);
      return [];
    };
    await mover.move(() => days(8));
    expect(await firedAt(desk, id)).toEqual(['day7 2026-03-09']);
  });

  it('goes on after a move that failed', async () => {
    const { mover, stores, desk } = makeMover();
    const id = await desk.started({ photoKnown: false, since: '2026-03-02' });
    const { nextTimerAt } = stores.store;
    stores.store.nextTimerAt = () => Promise.reject(new Error('database away'));
    await expect(mover.move(() => days(8))).rejects.toThrow('database away');
    stores.store.nextTimerAt = nextTimerAt;
    await mover.move(() => days(8));
    expect(await firedAt(desk, id)).toEqual(['day7 2026-03-09']);
  });

  it('tells other clocks the time at each stop, and is not held by one that does not listen', async () => {
    const { mover, desk } = makeMover();
    await desk.started({ photoKnown: false, since: '2026-03-02' });
    const told: string[] = [];
    await mover.tell((now) => Promise.resolve(void told.push(now.toISOString().slice(0, 10))));
    await mover.tell((now) => (now > MORNING ? Promise.reject(new Error('deaf')) : Promise.resolve()));
    expect(await mover.move(() => days(10))).toMatchObject({ kind: 'moved' });
    expect(told).toEqual(['2026-03-02', '2026-03-09', '2026-03-12']);
    const running = makeMover('system').mover;
    await running.tell(() => Promise.reject(new Error('a running clock tells nobody')));
  });

  it('is not held by a case that cannot be folded', async () => {
    const { mover, stores, desk } = makeMover();
    const id = await desk.started({ photoKnown: false, since: '2026-03-02' });
    await desk.deliver(id, signal('photo@1', 'k'));
    stores.store.advance = () => Promise.reject(new Error('cannot be moved'));
    const moved = mover.move(() => days(1));
    expect(await moved).toEqual({ kind: 'moved', now: days(1) });
  });
});
