import { LiveCases, type CaseFollower } from './live-cases';

/** Versions that a test sets, and what was asked for them. */
class Versions {
  readonly asked: string[][] = [];
  readonly now = new Map<string, number>();
  fails = false;

  read(ids: readonly string[]): Promise<ReadonlyMap<string, number>> {
    this.asked.push([...ids]);
    if (this.fails) return Promise.reject(new Error('the database is away'));
    return Promise.resolve(new Map([...this.now].filter(([id]) => ids.includes(id))));
  }
}

class Told implements CaseFollower {
  readonly versions: (number | 'ended')[] = [];
  changed(version: number): void {
    this.versions.push(version);
  }
  ended(): void {
    this.versions.push('ended');
  }
}

let versions: Versions;
let live: LiveCases;

beforeEach(() => {
  jest.useFakeTimers();
  versions = new Versions();
  versions.now.set('a', 1).set('b', 7);
  live = new LiveCases(versions);
});
afterEach(() => jest.useRealTimers());

it('tells where a case stands and every later move once, to each who follows it', async () => {
  const [one, other] = [new Told(), new Told()];
  live.follow('a', undefined, one);
  live.follow('a', 1, other);
  live.follow('b', 6, other);
  await jest.advanceTimersByTimeAsync(0);
  expect([one.versions, other.versions]).toEqual([[1], [7]]);
  versions.now.set('a', 4);
  await jest.advanceTimersByTimeAsync(2_000);
  expect([one.versions, other.versions]).toEqual([
    [1, 4],
    [7, 4],
  ]);
  expect(versions.asked[0]).toEqual(['a', 'b']);
});

it('asks nothing while nobody follows, and twice a second at most while many do', async () => {
  await jest.advanceTimersByTimeAsync(5_000);
  expect(versions.asked).toEqual([]);
  const stops = Array.from({ length: 500 }, (_, n) => live.follow(`case ${n}`, undefined, new Told()));
  await jest.advanceTimersByTimeAsync(4_999);
  expect(versions.asked).toHaveLength(10);
  for (const stop of stops) stop();
  await jest.advanceTimersByTimeAsync(5_000);
  expect(versions.asked.filter((ids) => ids.length > 0)).toHaveLength(10);
  expect(jest.getTimerCount()).toBe(0);
  const late = new Told();
  live.follow('a', undefined, late);
  await jest.advanceTimersByTimeAsync(0);
  expect(late.versions).toEqual([1]);
});

it('tells late what it could not read in time', async () => {
  const told = new Told();
  live.follow('a', 1, told);
  versions.fails = true;
  versions.now.set('a', 2);
  await jest.advanceTimersByTimeAsync(2_000);
  expect(told.versions).toEqual([]);
  versions.fails = false;
  await jest.advanceTimersByTimeAsync(500);
  expect(told.versions).toEqual([2]);
});

it('ends with everybody told, and lets nobody follow afterwards', async () => {
  const [one, late] = [new Told(), new Told()];
  live.follow('a', 1, one);
  await jest.advanceTimersByTimeAsync(0);
  live.stop();
  versions.now.set('a', 2);
  live.follow('a', 1, late);
  await jest.advanceTimersByTimeAsync(5_000);
  expect([one.versions, late.versions]).toEqual([['ended'], ['ended']]);
  expect(jest.getTimerCount()).toBe(0);
});
