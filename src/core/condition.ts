/**
 * Facts are the only data a chart may decide on: booleans and codes, never personal data. A fact that belongs to a
 * subject (one twin) is declared as `child.nameChosen` and stored as `child.1.nameChosen`.
 */
export type FactValue = string | boolean;
export type Facts = Readonly<Record<string, FactValue>>;

/** A guard as data: pure yes or no on facts. */
export type Condition =
  | { readonly fact: string; readonly is: FactValue }
  | { readonly not: Condition }
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] };

export const fact = (name: string, is: FactValue = true): Condition => ({ fact: name, is });
export const not = (condition: Condition): Condition => ({ not: condition });
export const all = (...conditions: Condition[]): Condition => ({ all: conditions });
export const any = (...conditions: Condition[]): Condition => ({ any: conditions });

export function holds(condition: Condition, facts: Facts): boolean {
  if ('fact' in condition) return facts[condition.fact] === condition.is;
  if ('not' in condition) return !holds(condition.not, facts);
  if ('all' in condition) return condition.all.every((part) => holds(part, facts));
  return condition.any.some((part) => holds(part, facts));
}

/** Every fact that a condition asks about, with the value it compares to. */
export function factsOf(condition: Condition): { fact: string; is: FactValue }[] {
  if ('fact' in condition) return [{ fact: condition.fact, is: condition.is }];
  if ('not' in condition) return factsOf(condition.not);
  return ('all' in condition ? condition.all : condition.any).flatMap(factsOf);
}

/** The same condition with each fact renamed, used to bind `child.x` to one child. */
export function renameFacts(condition: Condition, rename: (fact: string) => string): Condition {
  if ('fact' in condition) return { fact: rename(condition.fact), is: condition.is };
  if ('not' in condition) return { not: renameFacts(condition.not, rename) };
  if ('all' in condition) return { all: condition.all.map((part) => renameFacts(part, rename)) };
  return { any: condition.any.map((part) => renameFacts(part, rename)) };
}
