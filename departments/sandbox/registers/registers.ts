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
  at: string | null;
}

const ENTRY_COLUMNS = `register, key, case_id as "caseId", idempotency_key as "idempotencyKey", fields,
  voided_at is not null as voided, voided_at as "voidedAt", at`;
const MOST_OF_A_CASE = 1000;

export async function countRegisters(
  pool: Pool,
  department: Department,
): Promise<{ items: { register: string; count: number }[] }> {
  const schema = SCHEMAS[department.id];
  const written = [...new Set(department.matters.map((matter) => matter.register))];
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
          `select ${ENTRY_COLUMNS} from ${SCHEMAS[department.id]}.entries where register = $1 and key = $2`,
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
      at: null,
    }
  );
}

function mustExist(department: Department, register: string): void {
  const known =
    department.matters.some((matter) => matter.register === register) ||
    department.referenceRegisters?.some(({ name }) => name === register);
  if (!known) throw new Problem(404, 'register-unknown', `this department keeps no register "${register}"`);
}
