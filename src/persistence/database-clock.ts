import type { Pool } from 'pg';
import type { MovableClock } from '../engine/clock';
import { letClockRun, moveClock, readClock, stopClock } from './sql/business-clock';

const RESYNC_MS = 60_000;
/** A clock that stands is looked at so often, because another process may have moved it. */
const LOOK_MS = 500;

export type ClockMode = 'system' | 'manual';

/** Time has been moved ahead in this database: it must not run backwards. */
export class ClockAheadError extends Error {
  readonly code = 'clock-ahead';
}

interface ClockRow {
  stands_at: Date | null;
  now: Date;
}

/**
 * The business time as the database tells it. `system`: the database's clock, read once in a while and carried on by
 * this process's monotonic timer in between, so that a machine whose own clock is wrong, or is set, changes nothing.
 * `manual`: it stands still until it is moved, and what another process has moved is seen within a second.
 */
export class DatabaseClock implements MovableClock {
  private readonly timer: NodeJS.Timeout;

  private constructor(
    private readonly pool: Pool,
    readonly mode: ClockMode,
    private row: ClockRow,
    private readAt: number,
  ) {
    const everyMs = mode === 'system' ? RESYNC_MS : LOOK_MS;
    this.timer = setInterval(() => void this.follow().catch(() => undefined), everyMs);
    this.timer.unref();
  }

  static async start(pool: Pool, mode: ClockMode = 'system'): Promise<DatabaseClock> {
    await pool.query(mode === 'manual' ? stopClock : letClockRun);
    const row = await read(pool);
    if (mode === 'system' && row.stands_at !== null) {
      throw new ClockAheadError(
        `time in this database was moved ahead to ${row.stands_at.toISOString()}: start with ONE_THING_CLOCK=manual, or on another database.`,
      );
    }
    return new DatabaseClock(pool, mode, row, performance.now());
  }

  now(): Date {
    const { stands_at: standsAt, now } = this.row;
    return standsAt === null ? new Date(now.getTime() + performance.now() - this.readAt) : new Date(standsAt);
  }

  async moveTo(at: Date): Promise<void> {
    await this.pool.query(moveClock, [at]);
    await this.follow();
  }

  /** Reads the clock now; one that could not be read is carried on. */
  async follow(): Promise<void> {
    const row = await read(this.pool);
    // An answer that comes late must not turn a clock back that has been moved meanwhile.
    if (row.stands_at !== null && this.row.stands_at !== null && row.stands_at < this.row.stands_at) return;
    this.row = row;
    this.readAt = performance.now();
  }

  stop(): void {
    clearInterval(this.timer);
  }
}

async function read(pool: Pool): Promise<ClockRow> {
  return (await pool.query<ClockRow>(readClock)).rows[0] as ClockRow;
}
