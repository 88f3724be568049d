import { GENESIS } from './history-hash';
import { makeSeal, type Seal } from './seal';
import { Sealer, type SealStore } from './sealer';

const HOUR = 3_600_000;

/** A store with seals that are made when told to, and a clock that is moved by hand. */
class World implements SealStore {
  now = 0;
  readonly seals: (Seal & { readonly made: number })[] = [];
  readonly anchors: Seal[] = [];
  private anchored = 0;
  news = 0;
  broken = false;
  readonly failures: unknown[] = [];
  readonly sealer = new Sealer(
    this,
    {
      last: () => Promise.resolve(this.anchors.length),
      append: (seals) => {
        if (this.broken) return Promise.reject(new Error('no space left'));
        this.anchors.push(...seals);
        return Promise.resolve();
      },
    },
    {
      ...{ algorithm: 'sha256', limitMs: 4 * HOUR, elapsed: () => this.now },
      onFailure: (error) => this.failures.push(error),
    },
  );

  async exclusively(work: () => Promise<void>): Promise<boolean> {
    await work();
    return true;
  }

  sealNext(): Promise<Seal | undefined> {
    if (this.news === 0) return Promise.resolve(undefined);
    this.news -= 1;
    const n = this.seals.length + 1;
    const head = { instance: String(n), from: 1, to: 1, hash: GENESIS, marks: '00000000' };
    const words = { since: '0', until: '1', previous: this.seals.at(-1)?.hash ?? GENESIS, heads: [head] };
    const seal = makeSeal({ n, algorithm: 'sha256', at: new Date(this.now).toISOString(), ...words });
    this.seals.push({ ...seal, made: this.now });
    return Promise.resolve(seal);
  }

  after(n: number, limit: number): Promise<Seal[]> {
    return Promise.resolve(this.seals.slice(n, n + limit));
  }

  markAnchored(n: number): Promise<void> {
    this.anchored = n;
    return Promise.resolve();
  }

  unanchoredMs(): Promise<number> {
    const oldest = this.seals[this.anchored];
    return Promise.resolve(oldest === undefined ? 0 : this.now - oldest.made);
  }
}

let world: World;
beforeEach(() => (world = new World()));

it('seals nothing where nothing has come', async () => {
  await world.sealer.run();
  expect([world.seals, world.anchors]).toEqual([[], []]);
});

it('anchors in order whatever was left over, also of another process', async () => {
  world.news = 130;
  await world.sealNext();
  await world.sealer.run();
  expect(world.anchors.map(({ n }) => n)).toEqual(Array.from({ length: 130 }, (_, index) => index + 1));
});

it('goes on accepting for four hours without an anchor, not longer, and at once when there is one again', async () => {
  world.news = 1;
  world.broken = true;
  await world.sealer.run();
  expect(world.failures).toHaveLength(1);
  world.now = 4 * HOUR - 1;
  expect(world.sealer.isAccepting()).toBe(true);
  world.now = 4 * HOUR;
  expect(world.sealer.isAccepting()).toBe(false);
  await world.sealer.run();
  expect(world.sealer.isAccepting()).toBe(false);
  world.broken = false;
  await world.sealer.run();
  expect(world.sealer.isAccepting()).toBe(true);
});

it('counts from when the seal was made, also in a process that has just begun', async () => {
  world.news = 1;
  await world.sealNext();
  world.now = 5 * HOUR;
  world.broken = true;
  expect(world.sealer.isAccepting()).toBe(true);
  await world.sealer.run();
  expect(world.sealer.isAccepting()).toBe(false);
});

it('does not stop accepting because nothing has happened for a day', async () => {
  await world.sealer.run();
  world.now = 24 * HOUR;
  expect(world.sealer.isAccepting()).toBe(true);
});
