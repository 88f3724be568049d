import type { Pool } from 'pg';
import type { Department } from '../department';
import { SCHEMAS } from '../departments';
import { Problem } from '../problem';

export interface Entry {
  register: string;
  key: string;
  caseId: string | null;
  idempotencyKey: string | null;
  fields: Record<string, unknown>;
  voided: boolean;
  voidedAt: string | null;
  /** `withdrawn`, `cancelled`, `revoked`, or `amended` when another entry has taken its place. */
  voidedFor: string | null;
  /** Number of the entry that has taken its place. */
  replacedBy: string | null;
  /** Numbers that it had before: each of them still finds it. */
  formerKeys: string[];
  /** What it said before, oldest first: until when, the number and the fields that were other. */
  former: { until: string; key?: string; fields?: Record<string, unknown> }[];
  at: string | null;
}

const ENTRY_COLUMNS = `register, key, case_id as "caseId", idempotency_key as "idempotencyKey", fields,
  voided_at is not null as voided, voided_at as "voidedAt", voided_for as "voidedFor", replaced_by as "replacedBy",
  former_keys as "formerKeys", former, at`;
const MOST_OF_A_CASE = 1000;

export async function countRegisters(
  pool: Pool,
  department: Department,
): Promise<{ items: { register: string; count: number }[] }> {
  const schema = SCHEMAS[department.id];
  const written = [...writtenBy(department)];
  const { rows } = await pool.query<{ register: string; count: number }>(
    [
      `select name as register, (select count(*)::integer from ${schema}.entries where register = name) as count
         from unnest($1::text[]) as name`,
      ...(department.referenceRegisters ?? []).map(
        ({ name, table }) => `select '${name}', count(*)::integer from ${schema}.${table}`,
      ),
    ].join(' union all '),
    [written],
  );
  return { items: rows };
}

export async function readEntry(pool: Pool, department: Department, register: string, key: string): Promise<Entry> {
  mustExist(department, register);
  const reference = department.referenceRegisters?.find(({ name }) => name === register);
  const entry = reference
    ? await referenceEntry(pool, SCHEMAS[department.id], reference, key)
    : (
        await pool.query<Entry>(
          `select ${ENTRY_COLUMNS} from ${SCHEMAS[department.id]}.entries where register = $1
              and (key = $2 or former_keys <> '{}' and former_keys @> array[$2]) order by key = $2 desc limit 1`,
          [register, key],
        )
      ).rows[0];
  if (!entry) throw new Problem(404, 'entry-unknown', `${register} holds no entry under this number`);
  return entry;
}

export async function entriesOfCase(
  pool: Pool,
  department: Department,
  register: string,
  caseId: string | undefined,
): Promise<{ items: Entry[] }> {
  mustExist(department, register);
  if (!caseId) throw new Problem(400, 'case-id-missing', 'a register is listed by caseId');
  const { rows } = await pool.query<Entry>(
    `select ${ENTRY_COLUMNS} from ${SCHEMAS[department.id]}.entries
      where case_id = $1 and register = $2 order by at, key limit ${MOST_OF_A_CASE}`,
    [caseId, register],
  );
  return { items: rows };
}

/** Rows of a register that no matter writes have no case; their columns are shown as they are. */
async function referenceEntry(
  pool: Pool,
  schema: string,
  { name, table, keyColumn }: { name: string; table: string; keyColumn: string },
  key: string,
): Promise<Entry | undefined> {
  const { rows } = await pool.query<{ fields: Record<string, unknown> }>(
    `select to_jsonb(entry) as fields from ${schema}.${table} as entry where ${keyColumn} = $1`,
    [key],
  );
  const [row] = rows;
  return (
    row && {
      register: name,
      key,
      caseId: null,
      idempotencyKey: null,
      fields: row.fields,
      voided: false,
      voidedAt: null,
      voidedFor: null,
      replacedBy: null,
      formerKeys: [],
      former: [],
      at: null,
    }
  );
}

function writtenBy({ matters }: Department): Set<string> {
  return new Set(matters.flatMap(({ register, makes }) => [register, ...(makes ? [makes.register] : [])]));
}

function mustExist(department: Department, register: string): void {
  const known =
    writtenBy(department).has(register) || department.referenceRegisters?.some(({ name }) => name === register);
  if (!known) throw new Problem(404, 'register-unknown', `this department keeps no register "${register}"`);
}
