import { timerInstant } from '../engine/plan-effects';
import type { ArmedTimer, ExecutionStatus, Move, OpenedExecution, Start } from '../engine/instance';
import type { CaseRecord } from '../core';
import type { CaseCipher } from './case-cipher';
import { clockRow } from './clock-rows';
import { keyOf, ordinalOf } from './ordinal';
import type { Seating } from './seating';

/** Moves and starts as the rows their statements take. */

export const FIRST_PART = 'case_record';
export const partPlace = (seq: number): string => `case_record_part|${seq}`;
export const mailPlace = (key: string): string => `inbox|${key}`;

/** A move that is written has a history, and all of it happened at one time. */
const timeOf = ({ history }: Move): Date | undefined => history[0]?.at;

export const instanceRow = (move: Move): object => ({
  id: move.instanceId,
  seq: move.seq,
  status: move.status,
  state: move.state,
  head_hash: move.headHash,
  at: timeOf(move),
  ended: move.ended,
  ...(move.version === undefined ? {} : { version: move.version }),
});

export function historyRows(moves: readonly Move[]): object[] {
  return moves.flatMap(({ instanceId, history }) =>
    history.map((row) => ({
      instance_id: instanceId,
      seq: row.seq,
      type: row.type,
      region: row.region,
      execution: row.execution,
      message_key: row.messageKey,
      actor: row.actor,
      at: row.at,
      detail: row.detail,
      hash: row.hash,
    })),
  );
}

/** Executions opened by the moves; one that the same move has closed again is written closed, one taken as claimed. */
export function openedRows(moves: readonly Move[], seating?: Seating): object[] {
  return moves.flatMap((move) =>
    move.opened.map((execution) => {
      const closedAs = move.closed.find(({ id }) => id === execution.id);
      const handler = execution.kind === 'handler';
      const holder = seating?.has(execution.id) === true ? seating.worker : undefined;
      return {
        ...keyOf(execution.id),
        region: execution.region,
        step: execution.step,
        subject: execution.subject,
        kind: execution.kind,
        act: execution.act,
        department: execution.department,
        role: execution.role,
        status: closedAs?.status ?? openStatus(execution, holder !== undefined),
        ready: closedAs === undefined && handler,
        closed: closedAs !== undefined,
        worker: holder?.worker,
        lease_ms: holder?.leaseMs,
        at: timeOf(move),
        ...clockRow(execution.clock),
        reason: closedAs?.reason ?? execution.reason,
        claimed_by: execution.claimedBy,
        asked_by: execution.askedBy,
      };
    }),
  );
}

function openStatus({ kind, claimedBy }: OpenedExecution, isHeld: boolean): ExecutionStatus {
  if (kind === 'handler') return isHeld ? 'running' : 'pending';
  return claimedBy === undefined ? 'open' : 'claimed';
}

export function closedRows(moves: readonly Move[]): object[] {
  return moves.flatMap((move) =>
    move.closed
      .filter(({ id }) => !move.opened.some((execution) => execution.id === id))
      .map(({ id, status, reason }) => ({ ...keyOf(id), at: timeOf(move), status, reason })),
  );
}

/** Only what was open before the move is cancelled, never what the move itself has opened. */
export function leftRegionRows(moves: readonly Move[]): object[] {
  return moves.flatMap((move) =>
    move.closedRegions.map((region) => ({
      instance_id: move.instanceId,
      region,
      at: timeOf(move),
      before: ordinalOf(move.seq - move.history.length + 1, 0),
    })),
  );
}

export const timerRow = (instanceId: string, timer: ArmedTimer, record: CaseRecord): object => ({
  instance_id: instanceId,
  region: timer.region,
  timer: timer.timer,
  fire_at: timerInstant(record, timer),
  armed_seq: timer.armedSeq,
});

export function startRow(start: Start, cipher: CaseCipher): object {
  const dataKey = cipher.newDataKey(start.id);
  return {
    ...instanceRow(start.move),
    event: start.event,
    version: start.version,
    subjects: start.subjects,
    business_key: businessIndex(cipher, start).toString('base64'),
    tracking_code: start.trackingCode,
    started_by: start.startedBy,
    ...(start.move.caseClock === undefined ? {} : clockRow(start.move.caseClock)),
    data_key: dataKey.toString('base64'),
    sealed: cipher.seal(start.id, dataKey, FIRST_PART, start.record).toString('base64'),
  };
}

export const businessIndex = (cipher: CaseCipher, start: Pick<Start, 'event' | 'businessKey'>): Buffer =>
  cipher.blindIndex(`business-key|${start.event}`, start.businessKey);

/** The blind index of a person's document number, the same for every case and key of that person. */
export const personIndex = (cipher: CaseCipher, idNumber: string): Buffer =>
  cipher.blindIndex('person', [idNumber.normalize('NFKC').trim().toUpperCase()]);

export const personRows = (starts: readonly Start[], cipher: CaseCipher): object[] =>
  starts.flatMap(({ id, persons }) =>
    persons.map(({ relation, idNumber }) => ({
      person_index: personIndex(cipher, idNumber).toString('base64'),
      instance_id: id,
      relation,
    })),
  );
