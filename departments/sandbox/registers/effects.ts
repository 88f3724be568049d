import type { Pool, QueryResult } from 'pg';
import { GATE, gateOf } from '../calls/statements';
import { type DepartmentId, SCHEMAS } from '../departments';
import { Problem } from '../problem';

export interface Effect {
  idempotencyKey: string;
  matter: string;
  caseId: string;
  step: string;
  subject: number | null;
  outcome: 'completed' | 'refused';
  registerKey: string | null;
  /** Whether what this call has made was voided later; of a call that made no entry of its own, whether it was undone. */
  voided: boolean;
  /** Key of the call that this one undid, or amended; null where it stands for itself. */
  undoes: string | null;
  amends: string | null;
  at: string;
}

export interface EffectPage {
  items: Effect[];
  /** Of the last item, so that a reader can come back later for what is new; null when there is nothing behind `after`. */
  nextCursor: string | null;
}

const LARGEST_PAGE = 1000;

/** Everything the department has done, in order of position; nothing can be missed by going on behind a cursor. */
export async function readEffects(
  pool: Pool,
  department: DepartmentId,
  after: string | undefined,
  limit: string | undefined,
): Promise<EffectPage> {
  const size = limit === undefined ? LARGEST_PAGE : Number(limit);
  if (!Number.isInteger(size) || size < 1 || size > LARGEST_PAGE) {
    throw new Problem(400, 'limit-invalid', `limit must be a number from 1 to ${LARGEST_PAGE}`);
  }
  if (after !== undefined && !/^\d{1,18}$/.test(after)) {
    throw new Problem(400, 'cursor-invalid', 'after must be a cursor that an earlier page gave');
  }
  const schema = SCHEMAS[department];
  const bound = await settledPosition(pool, department);
  const { rows } = await pool.query<Effect & { position: string }>(
    `select position, idempotency_key as "idempotencyKey", matter, case_id as "caseId", step, subject,
            body ->> 'outcome' as outcome, register_key as "registerKey",
            coalesce(
              (select voided_at is not null from ${schema}.entries
                where entries.idempotency_key = answers.idempotency_key),
              exists (select from ${schema}.answers as undo
                       where undo.concerns = coalesce(answers.concerns, answers.idempotency_key) and undo.change = 'undo'
                         and undo.body ->> 'outcome' = 'completed' and answers.change is distinct from 'undo')) as voided,
            case when change = 'undo' then concerns end as undoes,
            case when change = 'amend' then concerns end as amends, at
       from ${schema}.answers where position > $1 and position <= $2 order by position limit $3`,
    [after ?? '0', bound, size],
  );
  return { items: rows.map(({ position: _, ...effect }) => effect), nextCursor: rows.at(-1)?.position ?? null };
}

/**
 * The position below which nothing can appear any more: having the gate alone for a moment, no write is under way.
 * Two statements in one implicit transaction, because the second needs a snapshot taken after the lock.
 */
async function settledPosition(pool: Pool, department: DepartmentId): Promise<string> {
  const results = (await pool.query(
    `select pg_advisory_xact_lock(${GATE}, ${gateOf(department)});
     select coalesce(max(position), 0)::text as bound from ${SCHEMAS[department]}.answers`,
  )) as unknown as QueryResult<{ bound: string }>[];
  return results[1]?.rows[0]?.bound ?? '0';
}
