import type { Random } from './random';

/** Operations that may lose their connection, before or after they have done their work. */
const UNSURE = new Set(['start', 'deliver', 'advance', 'claim', 'settle', 'fireTimers']);

/** The way to the stores: it cuts connections, and knows when everything that was begun has come to rest. */
export class Network {
  cuts = 0;
  private readonly inFlight = new Set<Promise<unknown>>();
  private operations = 0;

  constructor(
    private readonly cutsNow: () => boolean,
    private readonly random: Random,
  ) {}

  over<T extends object>(target: T): T {
    return new Proxy(target, {
      get: (_, name) => {
        const method = Reflect.get(target, name) as unknown;
        if (typeof method !== 'function') return method;
        return (...args: unknown[]): Promise<unknown> => {
          const running = this.cutting(String(name), () => method.apply(target, args) as Promise<unknown>);
          this.operations += 1;
          this.inFlight.add(running);
          const over = (): void => void this.inFlight.delete(running);
          running.then(over, over);
          return running;
        };
      },
    });
  }

  /** Resolves when `acting` is over and nothing is under way any more. */
  async rest(acting: Promise<unknown>): Promise<void> {
    let done = false;
    void acting.then(() => (done = true));
    for (let quiet = 0, seen = -1; quiet < 2 || !done;) {
      if (this.inFlight.size > 0) await Promise.allSettled([...this.inFlight]);
      await new Promise((resolve) => setImmediate(resolve));
      quiet = this.operations === seen && this.inFlight.size === 0 ? quiet + 1 : 0;
      seen = this.operations;
    }
  }

  private async cutting(name: string, work: () => Promise<unknown>): Promise<unknown> {
    const cut = UNSURE.has(name) && this.cutsNow();
    if (!cut) return work();
    this.cuts += 1;
    if (this.random.chance(0.5)) throw new Error('connection refused');
    await work();
    throw new Error('connection lost after the commit');
  }
}
