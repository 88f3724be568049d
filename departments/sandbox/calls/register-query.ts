import type { Pool } from 'pg';
import { SCHEMAS, type DepartmentId } from '../departments';
import { Problem } from '../problem';

/** What a department lets be asked of its registers outside any case: by a number and the name that belongs to it. */
export interface RegisterQuery {
  name: string;
  /** Fields that must be told, in the order of `$1`, `$2` …; all of them must fit one entry. */
  asks: readonly string[];
  /** One row with a column for each field, named by its path, or none; `$schema` is the department's. */
  sql: string;
}

type Answer = { outcome: 'found'; fields: Record<string, unknown> } | { outcome: 'not-found' };

const LONGEST = 100;

/** Answers only with fields that are asked for. A wrong name and an unknown number get the very same answer. */
export async function answerQuery(
  pool: Pool,
  department: DepartmentId,
  query: RegisterQuery,
  body: unknown,
): Promise<Answer> {
  const { fields, brings } = readBody(body);
  const values = query.asks.map((path) => fields[path]);
  if (values.some((value) => typeof value !== 'string' || value === '' || value.length > LONGEST)) {
    throw new Problem(400, 'fields-invalid', `a query needs ${query.asks.join(', ')}`);
  }
  const { rows } = await pool.query<Record<string, unknown>>(
    query.sql.replaceAll('$schema', SCHEMAS[department]),
    values,
  );
  const [row] = rows;
  if (!row) return { outcome: 'not-found' };
  const told = Object.entries(row).filter(([path, value]) => value !== null && brings.includes(path));
  return { outcome: 'found', fields: Object.fromEntries(told) };
}

function readBody(body: unknown): { fields: Record<string, unknown>; brings: unknown[] } {
  const { fields, brings } = (body ?? {}) as { fields?: unknown; brings?: unknown };
  if (typeof fields !== 'object' || fields === null || !Array.isArray(brings)) {
    throw new Problem(400, 'body-invalid', 'the body must be { "fields": { … }, "brings": [ … ] }');
  }
  return { fields: fields as Record<string, unknown>, brings };
}
