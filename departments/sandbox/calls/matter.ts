import type { Fields, Reads } from './fields';

export interface Reason {
  code: string;
  message: { 'zh-CN': string; en: string };
}

export type Answer = { outcome: 'completed'; output: Record<string, unknown> } | { outcome: 'refused'; reason: Reason };

/** What was found in the department's registers before deciding. */
export interface Facts {
  /** Key of the valid entry that already stands for the same thing. */
  takenBy: string | null;
  /** State of the entry that the call is about. */
  entry: 'valid' | 'voided' | null;
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
    }
  | { kind: 'void' }
  | { kind: 'complete' };

/**
 * One thing a department can be asked to do. `decide` is pure: facts in, decision out. A matter makes an entry in
 * one register (`allot` given) or changes one that stands (`key` given).
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
  onePer?(fields: Fields): string;
  /** Further facts: named scalar subqueries; `$schema` stands for the schema, `$values` for a text[] of the values. */
  facts?: { queries: Record<string, string>; values(fields: Fields): (string | null)[] };
  decide(fields: Fields, facts: Facts, now: Date): Decision;
}

export function refuse(code: string, zh: string, en: string): Decision {
  return { kind: 'refuse', reason: { code, message: { 'zh-CN': zh, en } } };
}
