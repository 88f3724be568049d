import type { Pool } from 'pg';
import type { DepartmentId } from '../departments';
import { type Faults, happens } from '../faults/faults';
import { Problem } from '../problem';
import type { Call } from './call';
import { checkFields, type Fields } from './fields';
import { type Answer, type Decision, type Facts, type Matter, refuse } from './matter';
import { factsStatement, writeStatement } from './statements';

interface FactsRow extends Facts {
  answered: { fingerprint: string; body: Answer; pending: boolean | null } | null;
}

export type Taken = { status: 200; body: Answer; isNew: boolean } | { status: 202; isNew: boolean; dueInMs: number };

const UNIQUE_VIOLATION = '23505';
/** Raised by an allotting function that has no number left. */
const NUMBERS_EXHAUSTED = 'DS001';
const MOST_TRIES = 5;

/**
 * Does a matter once per idempotency key: reads the facts, decides, writes answer and effect in one statement. When
 * another call was faster — the same key, or another key for the same thing — it looks again and finds that one's result.
 */
export async function takeCall(
  pool: Pool,
  department: DepartmentId,
  matter: Matter,
  call: Call,
  faults: Faults,
  now: Date,
): Promise<Taken> {
  const fields = checkFields(call.fields, matter.reads);
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const facts = await readFacts(pool, department, matter, call, fields);
    if (facts.answered) return earlierAnswer(facts.answered, call);
    const decision = happens(faults.refuseRate) ? refusedByTraining() : matter.decide(fields, facts, now);
    const laterMs = faults.later?.afterMs ?? null;
    const body = await write(pool, department, matter, call, fields, decision, laterMs);
    if (body)
      return laterMs === null ? { status: 200, body, isNew: true } : { status: 202, isNew: true, dueInMs: laterMs };
  }
  throw new Problem(503, 'busy', 'too many calls change the same entry at once', { 'Retry-After': '1' });
}

async function readFacts(
  pool: Pool,
  department: DepartmentId,
  matter: Matter,
  call: Call,
  fields: Fields,
): Promise<FactsRow> {
  const { rows } = await pool.query<FactsRow>(factsStatement(department, matter, call, fields));
  const [row] = rows;
  if (!row) throw new Error('a select without a table always has one row');
  return row;
}

function earlierAnswer(answered: NonNullable<FactsRow['answered']>, call: Call): Taken {
  if (answered.fingerprint !== call.fingerprint) {
    throw new Problem(422, 'idempotency-key-reused', 'this Idempotency-Key was used for a different request');
  }
  return answered.pending
    ? { status: 202, isNew: false, dueInMs: 0 }
    : { status: 200, body: answered.body, isNew: false };
}

async function write(
  pool: Pool,
  department: DepartmentId,
  matter: Matter,
  call: Call,
  fields: Fields,
  decision: Decision,
  laterMs: number | null,
): Promise<Answer | undefined> {
  try {
    const statement = writeStatement(department, matter, call, fields, decision, laterMs);
    const { rows } = await pool.query<{ body: Answer }>(statement);
    return rows[0]?.body;
  } catch (error) {
    if (hasCode(error, UNIQUE_VIOLATION)) return undefined;
    if (hasCode(error, NUMBERS_EXHAUSTED)) throw new Problem(409, 'numbers-exhausted', 'no number is left to allot');
    throw error;
  }
}

function hasCode(error: unknown, code: string): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === code;
}

function refusedByTraining(): Decision {
  return refuse('refused-by-training', '演练：按设定不予办理', 'training: refused as set');
}
