import type { Fields, Reads } from './fields';

export interface Reason {
  code: string;
  message: { 'zh-CN': string; en: string };
}

export type Answer = { outcome: 'completed'; output: Record<string, unknown> } | { outcome: 'refused'; reason: Reason };

/** What was found in the department's registers before deciding. */
export interface Facts {
  /** Key of the valid entry that already stands for the same thing; not the entry that the call itself is about. */
  takenBy: string | null;
  /** State of the entry that the call is about. */
  entry: 'valid' | 'voided' | null;
  /** Of a call that undoes or amends: whether the call that it concerns was ever received. */
  received?: boolean;
  /** Of a call that undoes or amends: the entry that the earlier call made, as it stands now. */
  held?: { key: string; fields: Record<string, unknown>; at: string } | null;
  [extra: string]: unknown;
}

/** What a rule decided, as data; one statement then writes it together with the answer. */
export type Decision =
  | { kind: 'refuse'; reason: Reason }
  | {
      kind: 'enter';
      /** Arguments of the matter's `allot` expression, for numbers that carry meaning. */
      allotArguments?: string[];
      /** What is answered beside the allotted number. */
      output?: Record<string, unknown>;
      /** What the entry holds beside what was asked and answered. */
      keeps?: Record<string, unknown>;
    }
  /** What the earlier call made is marked void; `notes` go into the entry that is made of it, if there is one. */
  | { kind: 'void'; notes?: Record<string, unknown> }
  /** The earlier call was never received: should it still come, it is refused. */
  | { kind: 'forestall' }
  | { kind: 'complete' }
  /** What the earlier call filled in is taken out again. */
  | { kind: 'forget' }
  | {
      kind: 'amend';
      /** `kept`: the same entry. `changed`: the same entry under another number. `new`: another entry in its place. */
      number: 'kept' | 'changed' | 'new';
      allotArguments?: string[];
      /** What is answered beside the number, where that is not kept. */
      output?: Record<string, unknown>;
    };

/**
 * One thing a department can be asked to do. `decide` is pure: facts in, decision out. A matter makes an entry in
 * one register (`allot` given) or changes one that stands.
 */
export interface Matter {
  name: string;
  register: string;
  reads: Reads;
  /** The field that carries the register key: answered when it is allotted, read when it is changed. */
  keyField: string;
  /** SQL expression that allots a new register key; `$args` stands for the arguments, `$schema` for the schema. */
  allot?: string;
  /** What there may be only one valid entry of. */
  onePer?: (fields: Fields) => string;
  /** Further facts: named scalar subqueries; `$schema` stands for the schema, `$values` for a text[] of the values. */
  facts?: { queries: Record<string, string>; values(fields: Fields): (string | null)[] };
  /** What the call does to an earlier one, of the matter `of`. Such a call must say which. */
  change?: { kind: 'undo' | 'amend'; of: string };
  /** It fills something in, and may be told again, naming the earlier call, when that has changed. */
  repeats?: true;
  /** The entry in another register that voiding brings with it: money to be given back or asked back. */
  makes?: Made;
  decide: (fields: Fields, facts: Facts, now: Date) => Decision;
}

export interface Made {
  register: string;
  keyField: string;
  allot: string;
  /** Fields of the voided entry that it takes over. */
  copies: readonly string[];
}

export function refuse(code: string, zh: string, en: string): Decision {
  return { kind: 'refuse', reason: { code, message: { 'zh-CN': zh, en } } };
}
