import type { Pool } from 'pg';
import type { Clock } from '../engine/clock';

const RESYNC_MS = 60_000;

/**
 * The database's clock, read once in a while and carried on by this process's monotonic timer in between, so that a
 * machine whose own clock is wrong, or is set, changes nothing.
 */
export class DatabaseClock implements Clock {
  private readonly timer: NodeJS.Timeout;

  private constructor(
    private readonly pool: Pool,
    private offset: number,
  ) {
    this.timer = setInterval(() => void this.resync(), RESYNC_MS);
    this.timer.unref();
  }

  static async start(pool: Pool): Promise<DatabaseClock> {
    return new DatabaseClock(pool, await readOffset(pool));
  }

  now(): Date {
    return new Date(performance.now() + this.offset);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private async resync(): Promise<void> {
    this.offset = await readOffset(this.pool).catch(() => this.offset);
  }
}

async function readOffset(pool: Pool): Promise<number> {
  const found = await pool.query<{ now: Date }>('select clock_timestamp() as now');
  return (found.rows[0] as { now: Date }).now.getTime() - performance.now();
}
