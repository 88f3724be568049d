import type { Pool, PoolClient } from 'pg';
import { type DepartmentId, SCHEMAS } from '../departments';
import { type Faults, happens } from '../faults/faults';
import { Problem } from '../problem';
import type { Call } from './call';
import { checkFields, checkFormer, type Fields } from './fields';
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
  checkConcern(matter, call);
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const taken = await (call.concerns
      ? alone(pool, department, call.concerns.key, take)
      : take(pool, null).catch(retriable));
    if (taken) return taken;
  }
  throw new Problem(503, 'busy', 'too many calls change the same entry at once', { 'Retry-After': '1' });

  async function take(on: Pool | PoolClient, origin: string | null): Promise<Taken | undefined> {
    const facts = await readFacts(on, department, matter, call, fields, origin);
    if (facts.answered) return earlierAnswer(facts.answered, call);
    mustAgree(call, facts);
    const decision = happens(faults.refuseRate) ? refusedByTraining() : matter.decide(fields, facts, now);
    const laterMs = faults.later?.afterMs ?? null;
    const statement = writeStatement(department, matter, call, fields, decision, laterMs, origin, facts);
    const body = (await on.query<{ body: Answer }>(statement)).rows[0]?.body;
    if (!body) return undefined;
    return laterMs === null ? { status: 200, body, isNew: true } : { status: 202, isNew: true, dueInMs: laterMs };
  }
}

/** A call says what it undoes or amends exactly when its matter does that. */
function checkConcern(matter: Matter, { concerns }: Call): void {
  const wanted = matter.change?.kind;
  if (concerns === undefined) {
    if (wanted === undefined) return;
    throw new Problem(400, 'body-invalid', `${matter.name} must say in "${wanted}s" which earlier call it is about`);
  }
  if (concerns.change !== (wanted ?? (matter.repeats && 'amend'))) {
    throw new Problem(400, 'body-invalid', `${matter.name} does not ${concerns.change} an earlier call`);
  }
  if (concerns.change === 'amend') checkFormer(concerns.former, matter.reads);
}

/** Whoever believes the entry to be other than it is would put right something else. */
function mustAgree({ concerns }: Call, { held }: Facts): void {
  if (concerns?.change !== 'amend' || !held) return;
  for (const [path, value] of Object.entries(concerns.former)) {
    if (held.fields[path] !== value)
      throw new Problem(409, 'former-differs', `the entry holds another ${path} than was said`);
  }
}

/**
 * Calls that change what one earlier call has made follow each other. The lock is taken by a statement of its own, so that
 * the facts read after it include what the call before has done.
 */
async function alone(
  pool: Pool,
  department: DepartmentId,
  key: string,
  take: (client: PoolClient, origin: string) => Promise<Taken | undefined>,
): Promise<Taken | undefined> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    const { rows } = await client.query<{ origin: string }>({
      name: `${department}.alone`,
      text: `select origin, pg_advisory_xact_lock(hashtextextended(origin, 0)) from (
        select coalesce((select concerns from ${SCHEMAS[department]}.answers where idempotency_key = $1), $1) as origin
      ) as chain`,
      values: [key],
    });
    const taken = await take(client, rows[0]?.origin ?? key);
    await client.query('commit');
    return taken;
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    return retriable(error);
  } finally {
    client.release();
  }
}

async function readFacts(
  on: Pool | PoolClient,
  department: DepartmentId,
  matter: Matter,
  call: Call,
  fields: Fields,
  origin: string | null,
): Promise<FactsRow> {
  const { rows } = await on.query<FactsRow>(factsStatement(department, matter, call, fields, origin));
  const [row] = rows;
  if (!row) throw new Error('a select without a table always has one row');
  return row;
}

function earlierAnswer(answered: NonNullable<FactsRow['answered']>, call: Call): Taken {
  // What was undone before it came has no fingerprint: whatever comes under its key comes too late.
  if (answered.fingerprint !== '' && answered.fingerprint !== call.fingerprint) {
    throw new Problem(422, 'idempotency-key-reused', 'this Idempotency-Key was used for a different request');
  }
  return answered.pending
    ? { status: 202, isNew: false, dueInMs: 0 }
    : { status: 200, body: answered.body, isNew: false };
}

/** Another call was faster: the facts are to be read again. Anything else is thrown. */
function retriable(error: unknown): undefined {
  if (hasCode(error, UNIQUE_VIOLATION)) return undefined;
  if (hasCode(error, NUMBERS_EXHAUSTED)) throw new Problem(409, 'numbers-exhausted', 'no number is left to allot');
  throw error;
}

function hasCode(error: unknown, code: string): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === code;
}

function refusedByTraining(): Decision {
  return refuse('refused-by-training', '演练：按设定不予办理', 'training: refused as set');
}
