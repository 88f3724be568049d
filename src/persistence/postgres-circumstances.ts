import type { Pool } from 'pg';
import type { Clock, Pause, Role } from '../core';
import type { Circumstances, CircumstancesReader } from '../engine/case-circumstances';
import type { ExecutionId } from '../engine/instance';
import { toExecutionId } from './ordinal';
import { readCircumstances } from './sql/circumstances';

interface Row {
  readonly clock_start: string | null;
  readonly pauses: Pause[] | null;
  readonly timers: { region: string; timer: string; fire_at: string }[] | null;
  readonly incidents: { region: string; code: string; opened_at: string }[] | null;
  readonly executions:
    { ordinal: number; role: Role | null; clock_start: string | null; pauses: Pause[] | null }[] | null;
}

/** What is open around a case, on PostgreSQL. Asked by people only: nothing of it is on the path of a case. */
export class PostgresCircumstances implements CircumstancesReader {
  constructor(private readonly pool: Pool) {}

  async read(instanceId: string): Promise<Circumstances> {
    const { rows } = await this.pool.query<Row>(readCircumstances, [instanceId]);
    const row = rows[0];
    if (row === undefined) throw new Error(`There is no instance ${instanceId}`);
    const clocks = new Map<ExecutionId, Clock>();
    const roles = new Map<ExecutionId, Role>();
    for (const execution of row.executions ?? []) {
      const id = toExecutionId(instanceId, execution.ordinal);
      const clock = toClock(execution);
      if (clock !== undefined) clocks.set(id, clock);
      if (execution.role !== null) roles.set(id, execution.role);
    }
    const caseClock = toClock(row);
    return {
      timers: (row.timers ?? []).map(({ region, timer, fire_at: at }) => ({ region, timer, at: new Date(at) })),
      incidents: (row.incidents ?? []).map(({ opened_at: at, ...rest }) => ({ ...rest, openedAt: new Date(at) })),
      ...{ clocks, roles },
      ...(caseClock === undefined ? {} : { caseClock }),
    };
  }
}

const toClock = ({ clock_start: start, pauses }: Pick<Row, 'clock_start' | 'pauses'>): Clock | undefined =>
  start === null ? undefined : { start, pauses: pauses ?? [] };
