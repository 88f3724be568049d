import type { Pool } from 'pg';
import { type DepartmentId, SCHEMAS } from '../departments';
import { Problem } from '../problem';
import type { Answer } from './matter';

/** What the call under this key was answered; `accepted` while a later answer is not due. */
export async function findAnswer(
  pool: Pool,
  department: DepartmentId,
  idempotencyKey: string,
): Promise<Answer | { outcome: 'accepted' }> {
  const { rows } = await pool.query<{ body: Answer; pending: boolean | null }>({
    name: `${department}.findAnswer`,
    text: `select body, deliver_at > now() as pending from ${SCHEMAS[department]}.answers where idempotency_key = $1`,
    values: [idempotencyKey],
  });
  const [row] = rows;
  if (!row) throw new Problem(404, 'unknown-key', 'no call with this Idempotency-Key was received');
  return row.pending ? { outcome: 'accepted' } : row.body;
}
