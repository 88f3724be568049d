import type { Call } from './call';
import type { Fields } from './fields';
import type { Answer, Decision, Facts, Made, Matter } from './matter';
import type { Values } from './values';

/** The SQL by which a decision changes the registers. */
export interface Effect {
  /** Tells statements of one matter from each other. */
  name: string;
  /** A statement that must change something before anything else is done; otherwise nothing is. */
  first?: string;
  /** Expression of the register key that the answer is kept with. */
  key: string;
  /** Whether that key stands in the answer. */
  answersKey?: boolean;
  /** What is done in the same statement once the answer is written as `claim`. */
  then?: string[];
}

interface Context {
  schema: string;
  matter: Matter;
  call: Call;
  fields: Fields;
  origin: string | null;
  facts: Facts;
  values: Values;
  /** Parameters that the answer's row has too. */
  own: { idempotencyKey: string; caseId: string };
}

const UNDONE: Answer = {
  outcome: 'refused',
  reason: {
    code: 'undone-before',
    message: { 'zh-CN': '该事项在受理前已撤销', en: 'this matter was undone before it was received' },
  },
};

export function effectOf(decision: Decision, context: Context): Effect {
  switch (decision.kind) {
    case 'refuse':
      return { name: 'refuse', key: 'null::text' };
    case 'enter':
      return enter(decision, context);
    case 'void':
      return voidEntry(decision, context);
    case 'forestall':
      return forestall(context);
    case 'complete':
      return complete(context);
    case 'forget':
      return forget(context);
    case 'amend':
      return amend(decision, context);
  }
}

type Of<Kind extends Decision['kind']> = Extract<Decision, { kind: Kind }>;

function allotOf(decision: Of<'enter'> | Of<'amend'>, { matter, schema, values }: Context): string {
  const allot = (matter.allot ?? 'null').replaceAll('$schema', schema);
  // The arguments only when they are used: PostgreSQL cannot tell the type of a parameter that no text mentions.
  if (!allot.includes('$args')) return allot;
  return allot.replaceAll('$args', values.add(decision.allotArguments ?? [], 'text[]'));
}

function enter(decision: Of<'enter'>, context: Context): Effect {
  const { schema, matter, fields, values, own } = context;
  const entry = values.add(JSON.stringify({ ...fields.values, ...decision.keeps }), 'jsonb');
  return {
    name: 'enter',
    key: allotOf(decision, context),
    answersKey: true,
    then: [
      `entry as (
        insert into ${schema}.entries (register, key, one_per, case_id, idempotency_key, fields)
        select ${values.add(matter.register, 'text')}, claim.register_key, ${values.add(matter.onePer?.(fields) ?? null, 'text')},
          ${own.caseId}, ${own.idempotencyKey}, ${entry} || (claim.body -> 'output') from claim)`,
    ],
  };
}

function voidEntry(decision: Of<'void'>, { schema, matter, call, origin, facts, values, own }: Context): Effect {
  const first = values.add(origin, 'text');
  const reason = call.concerns?.change === 'undo' ? call.concerns.reason : null;
  const voided = `voided as (
        update ${schema}.entries set voided_at = now(), voided_for = ${values.add(reason, 'text')}
        from claim where register = ${values.add(matter.register, 'text')}
          and (idempotency_key = ${first} or origin = ${first}) and voided_at is null
        returning entries.fields)`;
  const made = (of: Made): string[] => [
    `numbered as materialized (
        select ${of.allot.replaceAll('$schema', schema)} as key,
          (select jsonb_object_agg(copied.key, copied.value) from jsonb_each(voided.fields) as copied
            where copied.key = any(${values.add([...of.copies], 'text[]')})) as fields
        from voided)`,
    `made as (
        insert into ${schema}.entries (register, key, one_per, case_id, idempotency_key, fields)
        select ${values.add(of.register, 'text')}, numbered.key, ${first}, ${own.caseId}, ${own.idempotencyKey},
          numbered.fields || ${values.add(JSON.stringify(decision.notes ?? {}), 'jsonb')}
            || jsonb_build_object(${values.add(of.keyField, 'text')}, numbered.key)
        from numbered)`,
  ];
  return {
    name: 'void',
    key: values.add(facts.held?.key ?? null, 'text'),
    then: [voided, ...(matter.makes ? made(matter.makes) : [])],
  };
}

/**
 * The earlier call gets its answer before it comes. Should it have come since the facts were read, this changes nothing,
 * and the facts are read again.
 */
function forestall({ schema, matter, call, origin, values, own }: Context): Effect {
  return {
    name: 'forestall',
    first: `insert into ${schema}.answers (idempotency_key, fingerprint, matter, case_id, step, subject, register, body)
      select ${values.add(origin, 'text')}, '', ${values.add(matter.change?.of ?? null, 'text')}, ${own.caseId},
        ${values.add(call.step, 'text')}, ${values.add(call.subject, 'integer')}, ${values.add(matter.register, 'text')},
        ${values.add(JSON.stringify(UNDONE), 'jsonb')}
      from gate on conflict (idempotency_key) do nothing returning position`,
    key: 'null::text',
  };
}

function complete({ schema, matter, fields, values }: Context): Effect {
  const news = values.add(JSON.stringify(fields.values), 'jsonb');
  return {
    name: 'complete',
    key: values.add(fields.text(matter.keyField), 'text'),
    then: [
      `entry as (
        update ${schema}.entries set fields = entries.fields || ${news},
          former = entries.former || ${schema}.former_of(entries.fields, ${news}, null)
        from claim where register = ${values.add(matter.register, 'text')} and key = claim.register_key)`,
    ],
  };
}

function forget({ schema, matter, origin, values }: Context): Effect {
  const paths = matter.reads.optional?.filter((path) => path !== matter.keyField) ?? [];
  const none = values.add(JSON.stringify(Object.fromEntries(paths.map((path) => [path, null]))), 'jsonb');
  return {
    name: 'forget',
    key: `(select register_key from ${schema}.answers where idempotency_key = ${values.add(origin, 'text')})`,
    then: [
      `entry as (
        update ${schema}.entries set fields = entries.fields - ${values.add(paths, 'text[]')},
          former = entries.former || ${schema}.former_of(entries.fields, ${none}, null)
        from claim where register = ${values.add(matter.register, 'text')} and key = claim.register_key)`,
    ],
  };
}

function amend(decision: Of<'amend'>, context: Context): Effect {
  const { schema, matter, fields, facts, origin, values, own } = context;
  const held = values.add(facts.held?.key ?? null, 'text');
  const register = values.add(matter.register, 'text');
  const onePer = values.add(matter.onePer?.(fields) ?? null, 'text');
  const news = `(${values.add(JSON.stringify(fields.values), 'jsonb')} || (claim.body -> 'output'))`;
  if (decision.number === 'new') {
    return {
      name: 'replace',
      key: allotOf(decision, context),
      answersKey: true,
      then: [
        `replaced as (
        update ${schema}.entries set voided_at = now(), voided_for = 'amended', replaced_by = claim.register_key
        from claim where register = ${register} and key = ${held}
        returning entries.fields)`,
        // Out of what was replaced: there may be only one valid entry at any moment of this statement.
        `entry as (
        insert into ${schema}.entries (register, key, one_per, case_id, idempotency_key, origin, fields)
        select ${register}, claim.register_key, ${onePer}, ${own.caseId}, ${own.idempotencyKey},
          ${values.add(origin, 'text')}, replaced.fields || ${news}
        from replaced, claim)`,
      ],
    };
  }
  const isChanged = decision.number === 'changed';
  const oldKey = isChanged ? 'entries.key' : 'null';
  return {
    name: isChanged ? 'renumber' : 'amend',
    key: isChanged ? allotOf(decision, context) : held,
    answersKey: isChanged,
    then: [
      `entry as (
        update ${schema}.entries set one_per = ${onePer}, fields = entries.fields || ${news},
          former = entries.former || ${schema}.former_of(entries.fields, ${news}, ${oldKey})
          ${isChanged ? ', key = claim.register_key, former_keys = array_append(entries.former_keys, entries.key)' : ''}
        from claim where register = ${register} and key = ${held})`,
    ],
  };
}
