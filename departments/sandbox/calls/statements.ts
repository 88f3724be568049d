import { DEPARTMENTS, type DepartmentId, SCHEMAS } from '../departments';
import type { Call } from './call';
import { type Effect, effectOf } from './effect-of-decision';
import type { Fields } from './fields';
import type { Answer, Decision, Facts, Matter } from './matter';
import { Values } from './values';

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

/**
 * One round trip for everything a decision needs: an answer already given, the entry concerned, further facts.
 * `origin` is the key of the first call of the chain that this call undoes or amends.
 */
export function factsStatement(
  department: DepartmentId,
  matter: Matter,
  call: Call,
  fields: Fields,
  origin: string | null,
): Statement {
  const schema = SCHEMAS[department];
  const values = new Values();
  const register = values.add(matter.register, 'text');
  const onePer = values.add(matter.onePer?.(fields) ?? null, 'text');
  const answered = `(select json_build_object('fingerprint', fingerprint, 'body', body, 'pending', deliver_at > now())
       from ${schema}.answers where idempotency_key = ${values.add(call.idempotencyKey, 'text')}) as answered`;
  const taken = `select key from ${schema}.entries where register = ${register} and one_per = ${onePer} and voided_at is null`;
  const state = `case when voided_at is null then 'valid' else 'voided' end`;
  const parts = [answered];
  if (matter.change) {
    const first = values.add(origin, 'text');
    const ofChain = `(idempotency_key = ${first} or origin = ${first})`;
    const held = `from ${schema}.entries where register = ${register} and ${ofChain}
       order by voided_at is null desc, at desc limit 1`;
    parts.push(
      `(${taken} and coalesce(origin, idempotency_key) <> ${first}) as "takenBy"`,
      `(select ${state} ${held}) as entry`,
      `(select json_build_object('key', key, 'fields', fields, 'at', at) ${held}) as held`,
      `exists (select from ${schema}.answers where idempotency_key = ${first}) as received`,
    );
  } else {
    const key = values.add(matter.allot ? null : fields.text(matter.keyField), 'text');
    parts.push(
      `(${taken}) as "takenBy"`,
      `(select ${state} from ${schema}.entries where register = ${register} and key = ${key}) as entry`,
    );
  }
  if (matter.facts) {
    const given = values.add(matter.facts.values(fields), 'text[]');
    for (const [name, query] of Object.entries(matter.facts.queries)) {
      parts.push(`(${query.replaceAll('$schema', schema).replaceAll('$values', given)}) as "${name}"`);
    }
  }
  return { name: `${department}.${matter.name}.facts`, text: `select ${parts.join(',\n    ')}`, values: values.list };
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
  origin: string | null,
  facts: Facts,
): Statement {
  const schema = SCHEMAS[department];
  const values = new Values();
  const own = { idempotencyKey: values.add(call.idempotencyKey, 'text'), caseId: values.add(call.caseId, 'text') };
  const effect: Effect = effectOf(decision, { schema, matter, call, fields, origin, facts, values, own });
  const bare = values.add(JSON.stringify(answerOf(decision)), 'jsonb');
  const body = effect.answersKey
    ? `jsonb_set(${bare}, array['output', ${values.add(matter.keyField, 'text')}], to_jsonb(allotted.key))`
    : bare;
  const columns: [string, string][] = [
    ['idempotency_key', own.idempotencyKey],
    ['fingerprint', values.add(call.fingerprint, 'text')],
    ['matter', values.add(matter.name, 'text')],
    ['case_id', own.caseId],
    ['step', values.add(call.step, 'text')],
    ['subject', values.add(call.subject, 'integer')],
    ['callback_url', values.add(laterMs === null ? null : call.callbackUrl, 'text')],
    ['register', values.add(matter.register, 'text')],
    ['change', values.add(call.concerns?.change ?? null, 'text')],
    ['concerns', values.add(origin, 'text')],
    ['body', body],
    ['register_key', 'allotted.key'],
    ['deliver_at', 'due.at'],
    ['next_delivery_at', 'due.at'],
  ];
  const text = `with gate as materialized (select pg_advisory_xact_lock_shared(${GATE}, ${gateOf(department)})),
    ${effect.first ? `first as (${effect.first}),` : ''}
    allotted as materialized (select ${effect.key} as key from gate${effect.first ? ', first' : ''}),
    claim as (
      insert into ${schema}.answers (${columns.map(([name]) => name).join(', ')})
      select ${columns.map(([, value]) => value).join(', ')}
        from allotted, (select now() + ${values.add(laterMs, 'float8')} * interval '1 ms' as at) as due
      on conflict (idempotency_key) do nothing
      returning register_key, body)${(effect.then ?? []).map((part) => `,\n    ${part}`).join('')}
    select body from claim`;
  return { name: `${department}.${matter.name}.${effect.name}`, text, values: values.list };
}

function answerOf(decision: Decision): Answer {
  if (decision.kind === 'refuse') return { outcome: 'refused', reason: decision.reason };
  const output = decision.kind === 'enter' || decision.kind === 'amend' ? decision.output : undefined;
  return { outcome: 'completed', output: output ?? {} };
}
