import type { FieldPath } from './definition';
import type { Text } from './text';

/** What a form asks, as data: a page is drawn from it, and says nothing of its own. Checks are the form's rules. */

/** When a field that may be left out is asked for at all. Paths are of the form, from its root. */
export type AskedWhen =
  | { readonly field: FieldPath; readonly is: string }
  | { readonly missing: FieldPath }
  | { readonly field: FieldPath; readonly olderThanDays: number };

/** What kind of answer a field takes. */
export type FieldKind =
  | { readonly kind: 'text'; readonly longest?: number }
  | { readonly kind: 'number'; readonly from: number; readonly to: number }
  | { readonly kind: 'choice'; readonly choices: readonly string[] }
  | { readonly kind: 'yesNo' | 'moment' | 'idNumber' | 'phone' | 'digits' }
  | { readonly kind: 'section'; readonly form: () => Form }
  | { readonly kind: 'list'; readonly form: () => Form; readonly from: number; readonly to: number };

type Form = new () => object;

export type FormField = {
  readonly name: string;
  /** It may be left out. */
  readonly optional: boolean;
  readonly askedWhen?: AskedWhen;
} & FieldKind;

/** What a field of the record is called on screen, and its choices. */
export interface FieldWords {
  readonly title: Text;
  /** What helps to fill it in. */
  readonly hint?: Text;
  readonly choices?: Readonly<Record<string, Text>>;
}

interface Described {
  kind?: FieldKind;
  optional?: true;
  askedWhen?: AskedWhen;
}

/** By the prototype of the form; written once, while its class is declared. */
const described = new WeakMap<object, Map<string, Described>>();

/** Notes what a decorator says of a field; later notes on the same field add to it. */
export function describeField(form: object, name: string, said: Described): void {
  const fields = described.get(form) ?? new Map<string, Described>();
  fields.set(name, { ...fields.get(name), ...said });
  described.set(form, fields);
}

/** The fields that a form asks, in the order of its class; those it inherits come first. */
export function formFields(form: Form): FormField[] {
  const prototype = form.prototype as object;
  const parent = Object.getPrototypeOf(prototype) as object;
  const inherited = parent === Object.prototype ? [] : formFields(parent.constructor as Form);
  const own = [...(described.get(prototype) ?? [])].map(([name, { kind, optional, askedWhen }]) => ({
    ...{ name, optional: optional === true },
    ...(askedWhen === undefined ? {} : { askedWhen }),
    ...(kind ?? { kind: 'text' as const }),
  }));
  return [...inherited, ...own];
}
