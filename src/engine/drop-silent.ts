import { isOutage } from './outage';

/** What has been used so lately is not given up for what became of another. */
const LATELY_MS = 1_000;

interface Connection {
  /** True: it is given up. */
  release(giveUp: boolean): void;
}

/** A pool of `pg`, by what is used of it. */
interface Connections<One extends Connection> {
  readonly idleCount: number;
  readonly ending: boolean;
  connect(): Promise<One>;
  on(event: 'release', listener: (error: Error, connection: One) => void): unknown;
}

/**
 * Where one connection was lost or found silent, those that lie idle may be dead as well, and whoever takes one finds
 * out only after the same patience. So all that nobody has used lately are given up at once, and what is needed is
 * opened anew. It costs nothing until then: no connection is tried before it is used.
 */
export function dropSilent<One extends Connection>(pool: Connections<One>): void {
  const usedAt = new WeakMap<One, number>();
  const taken = new WeakSet<One>();
  const dropOne = async (since: number): Promise<void> => {
    const connection = await pool.connect();
    taken.add(connection);
    connection.release((usedAt.get(connection) ?? 0) < since);
  };
  pool.on('release', (error, connection) => {
    if (taken.delete(connection)) return;
    if (!isOutage(error)) {
      usedAt.set(connection, performance.now());
      return;
    }
    if (pool.ending) return;
    const since = performance.now() - LATELY_MS;
    for (let idle = pool.idleCount; idle > 0; idle -= 1) dropOne(since).catch(() => undefined);
  });
}
