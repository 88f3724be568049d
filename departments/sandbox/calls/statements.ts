import { DEPARTMENTS, type DepartmentId, SCHEMAS } from '../departments';
import type { Call } from './call';
import type { Fields } from './fields';
import type { Answer, Decision, Matter } from './matter';

/** A prepared statement: the name makes PostgreSQL parse and plan it once per connection. */
export interface Statement {
  name: string;
  text: string;
  values: unknown[];
}

/**
 * Every write holds its department's gate in shared mode until it is committed. A reader of the effects takes it
 * alone for a moment, so no smaller position can appear behind its cursor.
 */
export const GATE = 0x5ab0;

export function gateOf(department: DepartmentId): number {
  return DEPARTMENTS.indexOf(department);
}

/** One round trip for everything a decision needs: an answer already given, the entry concerned, further facts. */
export function factsStatement(department: DepartmentId, matter: Matter, call: Call, fields: Fields): Statement {
  const schema = SCHEMAS[department];
  const extra = Object.entries(matter.facts?.queries ?? {}).map(
    ([name, query]) => `(${query.replaceAll('$schema', schema).replaceAll('$values', '$5::text[]')}) as "${name}"`,
  );
  const text = `select
    (select json_build_object('fingerprint', fingerprint, 'body', body, 'pending', deliver_at > now())
       from ${schema}.answers where idempotency_key = $1) as answered,
    (select key from ${schema}.entries where register = $2 and one_per = $3 and voided_at is null) as "takenBy",
    (select case when voided_at is null then 'valid' else 'voided' end
       from ${schema}.entries where register = $2 and key = $4) as entry${extra.map((query) => `,\n    ${query}`).join('')}`;
  const values: unknown[] = [
    call.idempotencyKey,
    matter.register,
    matter.onePer?.(fields) ?? null,
    matter.allot ? null : fields.text(matter.keyField),
  ];
  if (matter.facts) values.push(matter.facts.values(fields));
  return { name: `${department}.${matter.name}.facts`, text, values };
}

/**
 * Writes the answer and its effect, all or nothing, and returns the stored body. No row comes back when another call
 * with the same key was first: it then waited for that call and has changed nothing.
 */
export function writeStatement(
  department: DepartmentId,
  matter: Matter,
  call: Call,
  fields: Fields,
  decision: Decision,
  laterMs: number | null,
): Statement {
  const schema = SCHEMAS[department];
  const parts: Record<Decision['kind'], () => { key: string; effect: string; extra: unknown[] }> = {
    refuse: () => ({ key: 'null::text', effect: '', extra: [] }),
    enter: () => ({
      key: (matter.allot ?? 'null').replaceAll('$schema', schema).replaceAll('$args', '$14::text[]'),
      effect: `, entry as (
        insert into ${schema}.entries (register, key, one_per, case_id, idempotency_key, fields)
        select $8, claim.register_key, $12, $4, $1, ($11::jsonb || (claim.body::jsonb -> 'output')) from claim)`,
      // The arguments only when they are used: PostgreSQL cannot tell the type of a parameter that no text mentions.
      extra: [
        JSON.stringify(fields.values),
        matter.onePer?.(fields) ?? null,
        matter.keyField,
        ...(matter.allot?.includes('$args') ? [argumentsOf(decision)] : []),
      ],
    }),
    void: () => ({
      key: '$11::text',
      effect: `, entry as (
        update ${schema}.entries set voided_at = now()
        from claim where register = $8 and key = claim.register_key and voided_at is null)`,
      extra: [fields.text(matter.keyField)],
    }),
    complete: () => ({
      key: '$11::text',
      effect: `, entry as (
        update ${schema}.entries set fields = entries.fields || $12::jsonb
        from claim where register = $8 and key = claim.register_key)`,
      extra: [fields.text(matter.keyField), JSON.stringify(fields.values)],
    }),
  };
  const { key, effect, extra } = parts[decision.kind]();
  const body =
    decision.kind === 'enter'
      ? `jsonb_set($9::jsonb, array['output', $13::text], to_jsonb(allotted.key))`
      : '$9::jsonb';
  const text = `with gate as materialized (select pg_advisory_xact_lock_shared(${GATE}, ${gateOf(department)})),
    allotted as materialized (select ${key} as key from gate),
    claim as (
      insert into ${schema}.answers
        (idempotency_key, fingerprint, matter, case_id, step, subject, callback_url, register, body, register_key, deliver_at, next_delivery_at)
      select $1, $2, $3, $4, $5, $6, $7, $8, ${body}, allotted.key, due.at, due.at
        from allotted, (select now() + $10::float8 * interval '1 ms' as at) as due
      on conflict (idempotency_key) do nothing
      returning register_key, body)${effect}
    select body from claim`;
  const values = [
    call.idempotencyKey,
    call.fingerprint,
    matter.name,
    call.caseId,
    call.step,
    call.subject,
    laterMs === null ? null : call.callbackUrl,
    matter.register,
    JSON.stringify(answerOf(decision)),
    laterMs,
    ...extra,
  ];
  return { name: `${department}.${matter.name}.${decision.kind}`, text, values };
}

function answerOf(decision: Decision): Answer {
  if (decision.kind === 'refuse') return { outcome: 'refused', reason: decision.reason };
  return { outcome: 'completed', output: (decision.kind === 'enter' && decision.output) || {} };
}

function argumentsOf(decision: Decision): string[] {
  return (decision.kind === 'enter' && decision.allotArguments) || [];
}
