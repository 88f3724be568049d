import {
  changedFields,
  foldRecord,
  MissingFieldError,
  projectFields,
  readsOf,
  type Act,
  type CaseRecord,
  type Fields,
} from '../core';
import type { Attendants, Seat } from '../engine/attendants';
import { caseNumber } from '../engine/case-number';
import type { Definitions } from '../engine/definitions';
import type { ClaimedExecution } from '../engine/execution-store';
import type { ExecutionId, Move, OpenedExecution } from '../engine/instance';
import { keyOf, seqOf } from './ordinal';

/** What a claim says of its case. */
export interface SeatedCase {
  readonly event: string;
  readonly version: number;
  readonly number: string;
  readonly startedAt: Date;
  /** The record after the move. */
  readonly record: CaseRecord;
}

/** The first claim of an execution, made by the transaction that opens it. */
const FIRST = { epoch: 1, attempts: 1, doubt: false, accepted: false } as const;

/** The executions of one transaction that attendants take as they open: reserved before it, taken after its commit. */
export class Seating {
  private readonly seats = new Map<ExecutionId, { readonly seat: Seat; readonly claimed: ClaimedExecution }>();

  constructor(
    private readonly attendants: Attendants | undefined,
    private readonly definitions: Definitions,
  ) {}

  get worker(): Pick<Attendants, 'worker' | 'leaseMs'> | undefined {
    return this.attendants;
  }

  has(id: ExecutionId): boolean {
    return this.seats.has(id);
  }

  /** Reserves room for what a move opens, as far as there is any. */
  reserve(move: Move, of: SeatedCase): void {
    if (this.attendants === undefined) return;
    for (const opened of move.opened) {
      // What takes something back or puts it right is rare, and claimed as it comes.
      if (opened.kind !== 'handler' || opened.act !== undefined || move.closed.some(({ id }) => id === opened.id))
        continue;
      // It is given what was known when it was opened.
      if (move.record.some(({ seq }) => seq > seqOf(keyOf(opened.id).ordinal))) continue;
      const seat = this.attendants.reserve(opened.department);
      if (seat !== undefined) this.seats.set(opened.id, { seat, claimed: this.claim(move.instanceId, opened, of) });
    }
  }

  private claim(instanceId: string, { id, step, region, subject }: OpenedExecution, of: SeatedCase): ClaimedExecution {
    const { event, version, number, startedAt, record } = of;
    const definition = this.definitions.get(event, version);
    return {
      ...{ id, instanceId, event, version, step, region, subject, ...FIRST },
      caseNumber: caseNumber(definition, startedAt, number),
      fields: fieldsFor(definition, { step, subject }, record),
    };
  }

  /** After the commit. */
  take(): void {
    for (const { seat, claimed } of this.seats.values()) seat.take(claimed);
    this.seats.clear();
  }

  /** Nothing is known to be committed. What is not in the hands of anybody then is found when its lease is over. */
  leave(): void {
    for (const { seat } of this.seats.values()) seat.leave();
    this.seats.clear();
  }
}

/** Exactly the fields that the execution is given, or the one that it must know and the case does not. */
export function fieldsFor(
  definition: ReturnType<Definitions['get']>,
  { step: id, subject, act }: { readonly step: string; readonly subject: number; readonly act?: Act | null },
  record: CaseRecord,
): ClaimedExecution['fields'] {
  const step = definition.steps[id];
  try {
    return step === undefined ? {} : projectFields(definition, record, readsOf(step, act ?? undefined), subject);
  } catch (error) {
    if (error instanceof MissingFieldError) return { missing: error.field };
    throw error;
  }
}

/** What of the fields that the step reads its department was told otherwise. Nothing where it was told nothing. */
export function formerFields(
  definition: ReturnType<Definitions['get']>,
  { step: id, subject }: { readonly step: string; readonly subject: number },
  before: CaseRecord | undefined,
  now: CaseRecord,
): Fields {
  const step = definition.steps[id];
  if (step === undefined || before === undefined) return {};
  return changedFields(definition, { before, now }, step.reads, subject);
}

export const recordAfter = (record: CaseRecord, move: Move): CaseRecord =>
  foldRecord(
    record,
    move.record.map(({ part }) => part),
  );
