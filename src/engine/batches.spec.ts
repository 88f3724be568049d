import { Batches } from './batches';
import { TooManyWaiting } from './outage';

const tick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Work that ends when the test says so. */
function paused() {
  const batches: { items: number[]; finish: () => void }[] = [];
  const work = (items: number[]): Promise<number[]> =>
    new Promise((resolve) => batches.push({ items, finish: () => resolve(items.map((item) => item * 10)) }));
  return { batches, work };
}

describe('batches', () => {
  it('lets an item that comes alone go alone, at once', async () => {
    const { batches, work } = paused();
    void new Batches({ most: 10, parallel: 1 }, work).add(1);
    await tick();
    expect(batches.map(({ items }) => items)).toEqual([[1]]);
  });

  it('gathers what comes while a batch is under way, in order, and gives each its own result', async () => {
    const { batches, work } = paused();
    const group = new Batches({ most: 3, parallel: 1 }, work);
    const results = [group.add(1)];
    await tick();
    results.push(...[2, 3, 4, 5].map((item) => group.add(item)));
    await tick();
    expect([batches.length, group.length]).toEqual([1, 4]);
    batches[0]?.finish();
    await tick();
    await tick();
    expect(batches.map(({ items }) => items)).toEqual([[1], [2, 3, 4]]);
    batches[1]?.finish();
    await tick();
    await tick();
    batches[2]?.finish();
    expect(await Promise.all(results)).toEqual([10, 20, 30, 40, 50]);
  });

  it('sends whoever comes away at once where too many wait, and keeps its promise to those', async () => {
    const { batches, work } = paused();
    const group = new Batches({ most: 10_000, parallel: 1, isAwaited: true }, work);
    const first = group.add(0);
    await tick();
    const waiting = Array.from({ length: 4_096 }, (_, item) => group.add(item));
    await expect(group.add(1)).rejects.toBeInstanceOf(TooManyWaiting);
    for (const batch of [0, 1]) {
      await tick();
      batches[batch]?.finish();
      await tick();
    }
    expect([await first, (await Promise.all(waiting)).length]).toEqual([0, 4_096]);
    expect(group.length).toBe(0);
  });

  it('runs no more batches at the same time than it may', async () => {
    const { batches, work } = paused();
    const group = new Batches({ most: 1, parallel: 2 }, work);
    for (const item of [1, 2, 3]) void group.add(item);
    await tick();
    expect(batches.map(({ items }) => items)).toEqual([[1], [2]]);
  });

  it('rejects alone the items that cannot be done, and does the others', async () => {
    const group = new Batches<number, number>({ most: 100, parallel: 1 }, (items) =>
      items.some((item) => item % 10 === 3) ? Promise.reject(new Error('bad')) : Promise.resolve(items),
    );
    const results = await Promise.allSettled(Array.from({ length: 30 }, (_, item) => group.add(item)));
    const failed = results.flatMap(({ status }, item) => (status === 'rejected' ? [item] : []));
    expect(failed).toEqual([3, 13, 23]);
    expect(results[4]).toEqual({ status: 'fulfilled', value: 4 });
  });

  it('gives up soon when nothing can be done at all, tells everybody, and starts afresh', async () => {
    let tries = 0;
    let down = true;
    const group = new Batches<number, number>({ most: 1_000, parallel: 1 }, (items) => {
      tries += 1;
      return down ? Promise.reject(new Error('down')) : Promise.resolve(items);
    });
    const results = await Promise.allSettled(Array.from({ length: 500 }, (_, item) => group.add(item)));
    expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(500);
    expect(tries).toBeLessThan(60);
    down = false;
    expect(await group.add(7)).toBe(7);
  });

  it('is not tried half by half against a database that keeps each try waiting', async () => {
    let [tries, now] = [0, 0];
    const time = jest.spyOn(performance, 'now').mockImplementation(() => now);
    const group = new Batches<number, number>({ most: 1_000, parallel: 1 }, () => {
      tries += 1;
      now += 1_000;
      return Promise.reject(new Error('timeout exceeded when trying to connect'));
    });
    const results = await Promise.allSettled(Array.from({ length: 500 }, (_, item) => group.add(item)));
    time.mockRestore();
    expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(500);
    expect(tries).toBe(2);
  });

  it.each([
    [true, ['rejected', 'rejected', 'rejected']],
    [false, ['rejected', 'fulfilled', 'fulfilled']],
  ])(
    'those behind a batch that was never answered are told with it where somebody waits: %s',
    async (awaited, goal) => {
      let [tries, now] = [0, 0];
      const time = jest.spyOn(performance, 'now').mockImplementation(() => now);
      const group = new Batches<number, number>(
        { most: 1, parallel: 1, ...(awaited ? { isAwaited: true } : {}) },
        async (items) => {
          tries += 1;
          await tick();
          if (tries > 1) return items;
          now += 4_500;
          throw new Error('Query read timeout');
        },
      );
      const results = await Promise.allSettled([1, 2, 3].map((item) => group.add(item)));
      time.mockRestore();
      expect(results.map(({ status }) => status)).toEqual(goal);
      expect(await group.add(4)).toBe(4);
    },
  );

  it('those behind a batch whose connection broke at once have their turn', async () => {
    let tries = 0;
    const group = new Batches<number, number>({ most: 1, parallel: 1, isAwaited: true }, (items) => {
      tries += 1;
      return tries > 1 ? Promise.resolve(items) : Promise.reject(new Error('Connection terminated unexpectedly'));
    });
    const results = await Promise.allSettled([1, 2].map((item) => group.add(item)));
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
  });
});
