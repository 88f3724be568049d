import type { Pool } from 'pg';
import type { CaseRecord } from '../core';
import {
  type ExecutionStatus,
  type Move,
  type Start,
  type Started,
  type StoredExecution,
  type StoredInstance,
} from '../engine/instance';
import type { Decide, InstanceStore, Moved, PendingMessage } from '../engine/instance-store';
import type { InboxMessage, Message, MessageBody } from '../engine/message';
import type { CaseCipher } from './case-cipher';
import {
  closedRows,
  historyRows,
  instanceRow,
  leftRegionRows,
  mailPlace,
  openedRows,
  partPlace,
  timerRow,
} from './move-rows';
import { openRecord, type SealedRecordRow } from './open-record';
import { keysOf, toExecutionId } from './ordinal';
import { findUnfolded, fireTimers, openIncidentsForStalled } from './sql/inbox';
import { loadMessages, lockInstances, readRecord } from './sql/load-instances';
import {
  cancelOpen,
  closeIncidents,
  deferMail,
  deleteMail,
  deleteTimers,
  insertIncidents,
  insertTimers,
  writeMoves,
} from './sql/write-moves';
import { MailWriter } from './mail-writer';
import { StartWriter } from './start-writer';
import { inTransaction, type Statement, type Transaction } from './transaction';
import { toJson } from './json';

interface LockedRow {
  id: string;
  event: string;
  version: number;
  subjects: number;
  status: StoredInstance['status'];
  seq: number;
  state: string;
  head_hash: string;
  data_key: Buffer;
  now: Date;
}

interface LoadedRow {
  kind: 'execution' | 'mail';
  instance_id: string;
  ordinal: number | null;
  region: string | null;
  status: ExecutionStatus | null;
  epoch: number | null;
  id: string | null;
  message_key: string;
  actor: string;
  body: MessageBody;
  sealed: Buffer | null;
  known: boolean;
}

/** The instance store on PostgreSQL: one transaction a method, a few multi-row statements in each. */
export class PostgresInstanceStore implements InstanceStore {
  private readonly starts: StartWriter;
  private readonly mail: MailWriter;

  constructor(
    private readonly pool: Pool,
    private readonly cipher: CaseCipher,
  ) {
    this.starts = new StartWriter(pool, cipher);
    this.mail = new MailWriter(pool, cipher);
  }

  start(starts: readonly Start[]): Promise<Started[]> {
    return this.starts.write(starts);
  }

  deliver(
    messages: readonly { instanceId: string; message: InboxMessage }[],
  ): Promise<('new' | 'known' | 'unknown')[]> {
    return this.mail.put(messages);
  }

  advance(work: ReadonlyMap<string, readonly Message[]>, decide: Decide): Promise<Moved[]> {
    return inTransaction(this.pool, async (transaction) => {
      const [locked, loaded] = await Promise.all([
        transaction.query<LockedRow>(lockInstances, [[...work.keys()]]),
        this.loadMessages(transaction, work),
      ]);
      const folded: string[] = [];
      const moves: { move: Move; row: LockedRow }[] = [];
      for (const row of locked.rows) {
        const { executions, mail } = this.gather(row, loaded.get(row.id) ?? []);
        folded.push(...mail.flatMap(({ message }) => message.inboxId ?? []));
        const fresh = mail.filter(({ known }) => !known).map(({ message }) => message);
        const messages = [...fresh, ...(work.get(row.id) ?? [])];
        if (messages.length === 0) continue;
        const { id, event, version, subjects, status, seq, state, head_hash: headHash, now } = row;
        const stored = { id, event, version, subjects, status, seq, state, headHash, executions };
        moves.push({ move: decide(stored, messages, now), row });
      }
      const changed = moves.filter(({ move }) => move.history.length > 0);
      if (changed.length > 0) await this.write(transaction, changed);
      clearMail(
        transaction,
        folded,
        moves.flatMap(({ move }) => move.deferred),
      );
      return moves.map(({ move }) => movedOf(move));
    });
  }

  private async loadMessages(
    transaction: Transaction,
    work: ReadonlyMap<string, readonly Message[]>,
  ): Promise<Map<string, LoadedRow[]>> {
    const spokenOf = [...work.values()].flat().flatMap(({ body }) => ('execution' in body ? [body.execution] : []));
    const { instanceIds, ordinals } = keysOf(spokenOf);
    const loaded = await transaction.query<LoadedRow>(loadMessages, [instanceIds, ordinals, [...work.keys()]]);
    const byInstance = new Map<string, LoadedRow[]>();
    for (const row of loaded.rows) {
      const rows = byInstance.get(row.instance_id);
      if (rows === undefined) byInstance.set(row.instance_id, [row]);
      else rows.push(row);
    }
    return byInstance;
  }

  private gather(locked: LockedRow, rows: readonly LoadedRow[]) {
    const executions = new Map<string, StoredExecution>();
    const mail: { message: PendingMessage; known: boolean }[] = [];
    for (const row of rows) {
      if (row.ordinal !== null) {
        const id = toExecutionId(row.instance_id, row.ordinal);
        executions.set(id, {
          id,
          region: row.region as string,
          status: row.status as ExecutionStatus,
          epoch: row.epoch as number,
        });
      }
      if (row.kind === 'mail') mail.push({ message: this.toMessage(locked, row), known: row.known });
    }
    return { executions, mail };
  }

  private toMessage(locked: LockedRow, row: LoadedRow): PendingMessage {
    const { id, message_key: key, actor, body, sealed } = row;
    const fields =
      sealed === null
        ? {}
        : { fields: this.cipher.open(locked.id, locked.data_key, mailPlace(key), sealed) as Record<string, unknown> };
    return { inboxId: id as string, key, actor, body, ...fields };
  }

  private async write(transaction: Transaction, changed: readonly { move: Move; row: LockedRow }[]): Promise<void> {
    const moves = changed.map(({ move }) => move);
    const parts = changed.flatMap(({ move, row }) =>
      move.record.map(({ seq, part }) => ({
        instance_id: row.id,
        seq,
        sealed: this.cipher.seal(row.id, row.data_key, partPlace(seq), part).toString('base64'),
      })),
    );
    const timers = await this.timerRows(transaction, changed);
    transaction.send(writeMoves, [
      toJson(moves.map(instanceRow)),
      toJson(historyRows(moves)),
      toJson(openedRows(moves)),
      toJson(closedRows(moves)),
      toJson(parts),
    ]);
    sendIfAny(transaction, cancelOpen, leftRegionRows(moves));
    sendIfAny(
      transaction,
      deleteTimers,
      perInstance(moves, ({ cancelledTimers }) => cancelledTimers),
    );
    sendIfAny(transaction, insertTimers, timers);
    sendIfAny(
      transaction,
      closeIncidents,
      perInstance(moves, ({ closedIncidents }) => closedIncidents),
    );
    sendIfAny(
      transaction,
      insertIncidents,
      moves.flatMap(({ instanceId, incidents }) =>
        incidents.map((incident) => ({ instance_id: instanceId, ...incident })),
      ),
    );
  }

  private async timerRows(
    transaction: Transaction,
    changed: readonly { move: Move; row: LockedRow }[],
  ): Promise<object[]> {
    const rows: object[] = [];
    for (const { move, row } of changed.filter(({ move: { timers } }) => timers.length > 0)) {
      const record = await this.readRecord(transaction, row.id);
      rows.push(...move.timers.map((timer) => timerRow(row.id, timer, record)));
    }
    return rows;
  }

  private async readRecord(transaction: Transaction, id: string): Promise<CaseRecord> {
    const found = await transaction.query<SealedRecordRow>(readRecord, [id]);
    const [row] = found.rows;
    if (row === undefined) throw new Error(`Instance ${id} has no record`);
    return openRecord(this.cipher, id, row);
  }

  async findUnfolded(olderThanMs: number, limit: number): Promise<string[]> {
    const found = await this.pool.query<{ instance_id: string }>(findUnfolded, [olderThanMs, limit]);
    return found.rows.map(({ instance_id: id }) => id);
  }

  async fireTimers(limit: number): Promise<string[]> {
    const fired = await this.pool.query<{ instance_id: string }>(fireTimers, [limit]);
    return [...new Set(fired.rows.map(({ instance_id: id }) => id))];
  }

  async openIncidentsForStalled(idleMs: number): Promise<number> {
    return (await this.pool.query(openIncidentsForStalled, [idleMs])).rowCount ?? 0;
  }

  async findExecution(id: string): Promise<{ department: string; status: string } | undefined> {
    const { instanceIds, ordinals } = keysOf([id]);
    if (instanceIds.length === 0) return undefined;
    const found = await this.pool.query<{ department: string; status: string }>(
      'select department, status from step_execution where instance_id = $1 and ordinal = $2',
      [instanceIds[0], ordinals[0]],
    );
    return found.rows[0];
  }
}

const movedOf = ({ instanceId, seq, status, ended, opened, closed }: Move): Moved => ({
  instanceId,
  seq,
  status,
  ended,
  opened: opened.filter(({ id }) => !closed.some((execution) => execution.id === id)),
});

const perInstance = (moves: readonly Move[], regions: (move: Move) => readonly string[]): object[] =>
  moves.flatMap((move) => regions(move).map((region) => ({ instance_id: move.instanceId, region })));

function clearMail(transaction: Transaction, folded: readonly string[], deferred: readonly string[]): void {
  const done = folded.filter((id) => !deferred.includes(id));
  if (done.length > 0) transaction.send(deleteMail, [done]);
  if (deferred.length > 0) transaction.send(deferMail, [deferred]);
}

function sendIfAny(transaction: Transaction, statement: Statement, rows: readonly object[]): void {
  if (rows.length > 0) transaction.send(statement, [toJson(rows)]);
}
