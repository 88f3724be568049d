import type { Pool } from 'pg';
import type { Act, CaseRecord, LifeEvent, ReversalKind } from '../core';
import { caseNumber } from '../engine/case-number';
import type { Definitions } from '../engine/definitions';
import type { ClaimedExecution, DueExecution, ExecutionStore, Settlement } from '../engine/execution-store';
import type { ExecutionId } from '../engine/instance';
import type { CaseCipher } from './case-cipher';
import { openRecord } from './open-record';
import { OpenedParts } from './opened-parts';
import { keyOf, keysOf, seqOf, toExecutionId } from './ordinal';
import {
  claimExecutions,
  expireLeases,
  expireUnheldLeases,
  findDueExecutions,
  findHolders,
  renewLeases,
  settleExecutions,
} from './sql/claim-executions';
import { fieldsFor, formerFields } from './seating';
import { repeat } from './transaction';
import { toJson } from '../engine/storable-json';

interface HeldRow {
  instance_id: string;
  ordinal: number;
  step: string;
  region: string;
  subject: number;
  epoch: number;
  attempts: number;
  doubt: boolean;
  was_accepted: boolean;
  event: string;
  version: number;
  number: string;
  started_at: Date;
  data_key: Buffer;
  sealed: Buffer;
  parts: string | null;
  act: Act | null;
  undone: number | null;
  told: number | null;
  reversal: ReversalKind | null;
}

/** Leases on PostgreSQL: one statement each, by the database's clock. */
export class PostgresExecutionStore implements ExecutionStore {
  private readonly records = new OpenedParts();

  constructor(
    private readonly pool: Pool,
    private readonly cipher: CaseCipher,
    private readonly definitions: Definitions,
  ) {}

  async claim(ids: readonly ExecutionId[], worker: string, leaseMs: number): Promise<ClaimedExecution[]> {
    const { instanceIds, ordinals } = keysOf(ids);
    if (instanceIds.length === 0) return [];
    const held = await this.pool.query<HeldRow>(claimExecutions, [instanceIds, ordinals, worker, leaseMs]);
    // A version that this process does not know yet is left to its lease: another does, or this one when renewed.
    return held.rows.flatMap((row) => {
      const known = this.definitions.knows(row.event, row.version);
      return known ? this.toClaimed(row, this.definitions.get(row.event, row.version)) : [];
    });
  }

  private toClaimed(row: HeldRow, definition: LifeEvent): ClaimedExecution {
    return {
      id: toExecutionId(row.instance_id, row.ordinal),
      instanceId: row.instance_id,
      caseNumber: caseNumber(definition, row.started_at, row.number),
      event: row.event,
      version: row.version,
      step: row.step,
      region: row.region,
      subject: row.subject,
      epoch: row.epoch,
      attempts: row.attempts,
      doubt: row.doubt,
      accepted: row.was_accepted,
      ...this.given(row, definition),
    };
  }

  /** One record that does not open must not hold the others of the claim. */
  private given(row: HeldRow, definition: LifeEvent): Pick<ClaimedExecution, 'fields' | 'undoes' | 'amends'> {
    const { instance_id: id, act, undone, told, reversal } = row;
    const recordAfter = (seq: number): CaseRecord => openRecord(this.cipher, id, row, this.records, seq);
    const isOf = undone === null ? undefined : toExecutionId(id, undone);
    const undoes =
      act === 'undo' && isOf !== undefined && reversal !== null ? { execution: isOf, reason: reversal } : undefined;
    try {
      const record = recordAfter(seqOf(row.ordinal));
      const fields = fieldsFor(definition, row, record);
      const before = told === null ? undefined : recordAfter(seqOf(told));
      return {
        fields,
        ...(undoes && { undoes }),
        ...(act === 'amend' && isOf !== undefined
          ? { amends: { execution: isOf, former: formerFields(definition, row, before, record) } }
          : {}),
      };
    } catch {
      return { fields: { unreadable: true }, ...(undoes && { undoes }) };
    }
  }

  async settle(settlements: readonly Settlement[]): Promise<void> {
    const rows = settlements.map(({ id, epoch, status, availableInMs, reason, isNoAttempt = false }) => ({
      ...keyOf(id),
      epoch,
      status,
      available_in_ms: availableInMs,
      reason,
      no_attempt: isNoAttempt,
    }));
    if (rows.length > 0) await repeat(() => this.pool.query(settleExecutions, [toJson(rows)]));
  }

  async renew(held: readonly { id: ExecutionId; epoch: number }[], leaseMs: number): Promise<void> {
    const rows = held.map(({ id, epoch }) => ({ ...keyOf(id), epoch }));
    if (rows.length > 0) await repeat(() => this.pool.query(renewLeases, [toJson(rows), leaseMs]));
  }

  async findHolders(): Promise<string[]> {
    const found = await this.pool.query<{ holder: string }>(findHolders);
    return found.rows.map(({ holder }) => holder);
  }

  async expire(holders: readonly string[]): Promise<void> {
    await repeat(() => this.pool.query(expireLeases, [holders]));
  }

  async expireUnheld(holders: readonly string[], held: readonly ExecutionId[], leftMs: number): Promise<void> {
    const { instanceIds, ordinals } = keysOf(held);
    await repeat(() => this.pool.query(expireUnheldLeases, [holders, leftMs, instanceIds, ordinals]));
  }

  async findDue(
    limit: number,
    departments?: readonly string[],
    closed: readonly string[] = [],
  ): Promise<DueExecution[]> {
    const due = await this.pool.query<Omit<DueExecution, 'id'> & { instance_id: string; ordinal: number }>(
      findDueExecutions,
      [limit, departments ?? null, closed],
    );
    return due.rows.map(({ instance_id: id, ordinal, department, event }) => ({
      id: toExecutionId(id, ordinal),
      ...{ department, event },
    }));
  }
}
