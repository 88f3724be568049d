import type { Happened } from './happened';
import type { Random } from './random';

/** The end of the network that belongs to one replica: once it is gone, nothing comes back to it any more. */
export interface Line {
  readonly gone: boolean;
  crash(): void;
}

/** Operations of the stores that a replica may be stopped in front of, for as long as it pleases the scheduler. */
const HOLDABLE = new Set(['start', 'deliver', 'advance', 'claim', 'settle', 'fireTimers']);

/** How often a replica dies in front of an operation, and how often behind it; more where there are few to die at. */
const CRASHES = { often: 0.0035, atWhatIsRare: 0.014 };
const RARE = new Set(['ask']);

type Mishap = 'refused' | 'answer lost' | 'crash before' | 'crash after' | 'held' | undefined;

/**
 * The way from the replicas to the stores and departments. Between any two steps of a use case lies an operation that
 * goes through here; here it is refused, loses its answer, is held back past every lease, or takes its replica with it,
 * before or after it took effect. It also knows when everything that was begun has come to rest.
 */
export class Network {
  /** Operations that are held back: called, each goes on. */
  readonly held: (() => void)[] = [];
  calm = false;
  private readonly inFlight = new Set<Promise<unknown>>();
  private operations = 0;

  constructor(
    private readonly random: Random,
    private readonly happened: Happened,
  ) {}

  /** The target as a replica reaches it. What is not `awaited` may be held by the target itself for any time. */
  over<T extends object>(line: Line, target: T, awaited = true): T {
    const known = new Map<string | symbol, unknown>();
    return new Proxy(target, {
      get: (_, name) => {
        if (!known.has(name)) known.set(name, this.wrap(line, target, name, awaited));
        return known.get(name);
      },
    });
  }

  private wrap(line: Line, target: object, name: string | symbol, awaited: boolean): unknown {
    const method = Reflect.get(target, name) as unknown;
    if (typeof method !== 'function') return method;
    return (...args: unknown[]): Promise<unknown> => {
      // The dead do nothing and hear nothing.
      if (line.gone) return new Promise(() => undefined);
      this.operations += 1;
      const work = (): Promise<unknown> => {
        const running = method.apply(target, args) as Promise<unknown>;
        return awaited ? this.track(running) : running;
      };
      return new Promise((resolve, reject) => {
        this.carry(line, String(name), work).then(
          (value) => void (line.gone || resolve(value)),
          (error: unknown) => void (line.gone || reject(error as Error)),
        );
      });
    };
  }

  private async carry(line: Line, name: string, work: () => Promise<unknown>): Promise<unknown> {
    const mishap = this.mishap(name);
    if (mishap === undefined) return work();
    this.happened.count(mishap.startsWith('crash') ? `${mishap} ${name}` : mishap);
    if (mishap === 'crash before') return line.crash();
    if (mishap === 'refused') throw new Error('connection refused');
    if (mishap === 'held') {
      await new Promise<void>((resolve) => this.held.push(resolve));
      this.operations += 1;
      return line.gone ? undefined : work();
    }
    const value = await work();
    if (mishap === 'crash after') return line.crash();
    throw new Error(`connection lost after ${typeof value === 'undefined' ? 'the work' : 'the commit'}`);
  }

  private mishap(name: string): Mishap {
    if (this.calm) return undefined;
    const at = this.random.next();
    if (at < 0.01) return 'refused';
    if (at < 0.02) return 'answer lost';
    const crashes = RARE.has(name) ? CRASHES.atWhatIsRare : CRASHES.often;
    if (at < 0.02 + crashes) return 'crash before';
    if (at < 0.02 + 2 * crashes) return 'crash after';
    if (at < 0.03 + 2 * crashes && HOLDABLE.has(name)) return 'held';
    return undefined;
  }

  private track(running: Promise<unknown>): Promise<unknown> {
    this.inFlight.add(running);
    const over = (): void => void this.inFlight.delete(running);
    running.then(over, over);
    return running;
  }

  /** Resolves when nothing is under way any more. */
  async rest(): Promise<void> {
    for (let quiet = 0, seen = -1; quiet < 2;) {
      if (this.inFlight.size > 0) await Promise.allSettled([...this.inFlight]);
      await new Promise((resolve) => setImmediate(resolve));
      quiet = this.operations === seen && this.inFlight.size === 0 ? quiet + 1 : 0;
      seen = this.operations;
    }
  }
}
