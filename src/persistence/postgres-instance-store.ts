import type { Pool } from 'pg';
import type { CaseRecord } from '../core';
import type { Attendants } from '../engine/attendants';
import type { Definitions } from '../engine/definitions';
import { fault } from '../engine/fault-points';
import type { Move, Start, Started } from '../engine/instance';
import type { Decide, InstanceStore, Moved } from '../engine/instance-store';
import { InstancesHeld } from '../engine/instances-held';
import type { InboxMessage, Message } from '../engine/message';
import type { CaseCipher } from './case-cipher';
import { clockRow, toClock } from './clock-rows';
import { closedRows, historyRows, instanceRow, leftRegionRows, openedRows, partPlace, timerRow } from './move-rows';
import { openRecord, type SealedRecordRow } from './open-record';
import { keyOf, keysOf } from './ordinal';
import { writeCaseClocks, writeClocks } from './sql/clocks';
import { findUnfolded, fireTimers, nextTimerAt, openIncidentsForStalled } from './sql/inbox';
import { findFree, lockInstances, readRecord } from './sql/load-instances';
import {
  cancelOpen,
  closeIncidents,
  deferMail,
  deleteMail,
  deleteTimers,
  insertIncidents,
  insertTimers,
  keepDisclosedVersions,
  reassignTasks,
  writeMoves,
} from './sql/write-moves';
import { KnownRecords } from './known-records';
import { MailWriter } from './mail-writer';
import { MessageLoader, type LockedRow } from './message-loader';
import { recordAfter, Seating } from './seating';
import { StartWriter } from './start-writer';
import { inTransaction, type Statement, type Transaction } from './transaction';
import { toJson } from '../engine/storable-json';

const LOCK_NOT_AVAILABLE = '55P03';

/** The instance store on PostgreSQL: one transaction a method, a few multi-row statements in each. */
export class PostgresInstanceStore implements InstanceStore {
  private readonly starts: StartWriter;
  private readonly mail: MailWriter;
  private readonly messages: MessageLoader;
  private readonly records = new KnownRecords();

  constructor(
    private readonly pool: Pool,
    private readonly cipher: CaseCipher,
    private readonly definitions: Definitions,
  ) {
    this.starts = new StartWriter(pool, cipher, this.records);
    this.mail = new MailWriter(pool, cipher);
    this.messages = new MessageLoader(cipher);
  }

  start(starts: readonly Start[]): Promise<Started[]> {
    return this.starts.write(starts);
  }

  deliver(
    messages: readonly { instanceId: string; message: InboxMessage }[],
  ): Promise<('new' | 'known' | 'unknown')[]> {
    return this.mail.put(messages);
  }

  async advance(
    work: ReadonlyMap<string, readonly Message[]>,
    decide: Decide,
    attendants?: Attendants,
  ): Promise<Moved[]> {
    const seating = new Seating(attendants, this.definitions);
    try {
      const moves = await this.move(work, decide, seating);
      const moved = moves.map(({ move, row }) => movedOf(move, row.event, seating));
      for (const { move, record } of moves) this.remember(move, record);
      seating.take();
      return moved;
    } catch (error) {
      seating.leave();
      throw (error as { code?: unknown }).code === LOCK_NOT_AVAILABLE ? await this.whoIsHeld([...work.keys()]) : error;
    }
  }

  private async whoIsHeld(ids: readonly string[]): Promise<InstancesHeld> {
    const { rows } = await this.pool.query<{ id: string }>(findFree, [ids]);
    const free = new Set(rows.map(({ id }) => id));
    return new InstancesHeld(new Set(ids.filter((id) => !free.has(id))));
  }

  private remember(move: Move, record: CaseRecord | undefined): void {
    if (move.ended || record === undefined) this.records.forget(move.instanceId);
    else this.records.set(move.instanceId, move.seq, record);
  }

  private move(
    work: ReadonlyMap<string, readonly Message[]>,
    decide: Decide,
    seating: Seating,
  ): Promise<{ move: Move; row: LockedRow; record: CaseRecord | undefined }[]> {
    return inTransaction(this.pool, async (transaction) => {
      // What an earlier try of this transaction has reserved is void.
      seating.leave();
      const [locked, loaded] = await Promise.all([
        transaction.query<LockedRow>(lockInstances, [[...work.keys()]]),
        this.messages.load(transaction, work),
      ]);
      const folded: string[] = [];
      const moves: { move: Move; row: LockedRow; record: CaseRecord | undefined }[] = [];
      for (const row of locked.rows) {
        const { executions, mail } = this.messages.gather(row, loaded.get(row.id) ?? []);
        folded.push(...mail.flatMap(({ message }) => message.inboxId ?? []));
        const fresh = mail.filter(({ known }) => !known).map(({ message }) => message);
        const messages = [...fresh, ...(work.get(row.id) ?? [])];
        if (messages.length === 0) continue;
        const { id, event, version, subjects, status, seq, state, head_hash: headHash, now } = row;
        const clock = toClock(row);
        const stored = {
          id,
          event,
          version,
          subjects,
          status,
          seq,
          state,
          headHash,
          executions,
          ...(clock && { clock }),
        };
        const move = decide(stored, messages, now);
        const known = this.records.get(id, seq);
        const record = known === undefined ? undefined : recordAfter(known, move);
        if (record !== undefined) {
          const { number, started_at: startedAt } = row;
          seating.reserve(move, { event, version: move.version ?? version, number, startedAt, record });
        }
        moves.push({ move, row, record });
      }
      const changed = moves.filter(({ move }) => move.history.length > 0);
      if (changed.length > 0) await this.write(transaction, changed, seating);
      clearMail(
        transaction,
        folded,
        moves.flatMap(({ move }) => move.deferred),
      );
      fault('before_commit');
      return moves;
    });
  }

  private async write(
    transaction: Transaction,
    changed: readonly { move: Move; row: LockedRow }[],
    seating: Seating,
  ): Promise<void> {
    const moves = changed.map(({ move }) => move);
    const parts = changed.flatMap(({ move, row }) =>
      move.record.map(({ seq, part }) => ({
        instance_id: row.id,
        seq,
        sealed: this.cipher.seal(row.id, row.data_key, partPlace(seq), part).toString('base64'),
      })),
    );
    const timers = await this.timerRows(transaction, changed);
    // Before the version changes: by it each disclosure so far tells what was disclosed.
    const leaving = moves.filter(({ version }) => version !== undefined).map(({ instanceId }) => ({ id: instanceId }));
    sendIfAny(transaction, keepDisclosedVersions, leaving);
    transaction.send(writeMoves, [
      toJson(moves.map(instanceRow)),
      toJson(historyRows(moves)),
      toJson(openedRows(moves, seating)),
      toJson(closedRows(moves)),
      toJson(parts),
    ]);
    sendIfAny(
      transaction,
      reassignTasks,
      moves.flatMap(({ reassigned }) => reassigned.map(({ id, holder }) => ({ ...keyOf(id), holder }))),
    );
    sendIfAny(
      transaction,
      writeClocks,
      moves.flatMap(({ clocks }) => clocks.map(({ id, clock }) => ({ ...keyOf(id), ...clockRow(clock) }))),
    );
    sendIfAny(
      transaction,
      writeCaseClocks,
      moves.flatMap(({ instanceId: id, caseClock }) =>
        caseClock === undefined ? [] : [{ id, ...clockRow(caseClock) }],
      ),
    );
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

  async nextTimerAt(): Promise<Date | undefined> {
    return (await this.pool.query<{ fire_at: Date }>(nextTimerAt)).rows[0]?.fire_at;
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

const movedOf = ({ instanceId, seq, status, ended, opened, closed }: Move, event: string, seating: Seating): Moved => ({
  instanceId,
  event,
  seq,
  status,
  ended,
  opened: opened.filter(({ id }) => !seating.has(id) && !closed.some((execution) => execution.id === id)),
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
