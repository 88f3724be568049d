import { createHash } from 'node:crypto';
import type { Pool } from 'pg';
import { InvalidDefinitionError, type LifeEvent } from '../core';

/** The fingerprint of a definition: everything that decides how an instance behaves. */
export function fingerprintOf({ trigger, steps, ...definition }: LifeEvent): string {
  const { name, version, subject, facts, always, migrates, limit, warnDays, escalateTo } = definition;
  const data = { name, version, subject, facts, steps, always, migrates, by: trigger.by, provides: trigger.provides };
  const text = JSON.stringify({ ...data, limit, warnDays, escalateTo });
  return createHash('sha256').update(text).digest('hex');
}

/** Records definitions and what their steps may see. A published version that has changed stops the process. */
export async function publishDefinitions(pool: Pool, definitions: readonly LifeEvent[]): Promise<void> {
  for (const definition of definitions) {
    const { name, version } = definition;
    const fingerprint = fingerprintOf(definition);
    await pool.query(
      `insert into definition (name, version, fingerprint) values ($1, $2, $3) on conflict (name, version) do nothing`,
      [name, version, fingerprint],
    );
    const found = await pool.query<{ fingerprint: string }>(
      'select fingerprint from definition where name = $1 and version = $2',
      [name, version],
    );
    if (found.rows[0]?.fingerprint !== fingerprint) {
      throw new InvalidDefinitionError(name, [
        `version ${version} is published and has changed since; give it a new version`,
      ]);
    }
    await publishSteps(pool, definition);
  }
}

async function publishSteps(pool: Pool, { name, version, steps }: LifeEvent): Promise<void> {
  const all = Object.entries(steps);
  const disclosing = all.flatMap(([step, parts]) =>
    parts.kind === 'handler'
      ? [{ name, version, step, department: parts.department, fields: parts.reads, legal_basis: parts.legalBasis }]
      : [],
  );
  await pool.query(
    `insert into definition_step (name, version, step, department, fields, legal_basis)
     select name, version, step, department, array(select json_array_elements_text(fields)), legal_basis
     from json_to_recordset($1) as t(name text, version int, step text, department text, fields json, legal_basis text)
     on conflict (name, version, step) do nothing`,
    [JSON.stringify(disclosing)],
  );
  const waiting = all.flatMap(([step, parts]) =>
    parts.kind === 'wait' && parts.signal !== undefined ? [{ name, version, step, signal: parts.signal }] : [],
  );
  await pool.query(
    `insert into definition_wait (name, version, step, signal)
     select name, version, step, signal
     from json_to_recordset($1) as t(name text, version int, step text, signal text)
     on conflict (name, version, step) do nothing`,
    [JSON.stringify(waiting)],
  );
}
