import type { Condition } from '../core';

/** A text as a literal of JavaScript, in single quotes as our own code has it. */
export const literal = (text: string): string =>
  `'${text.replace(/[\\']/g, '\\$&').replace(/\n/g, '\\n').replace(/\r/g, '\\r')}'`;

const valueText = (value: string | boolean): string => (typeof value === 'string' ? literal(value) : String(value));

/** A condition as an expression of JavaScript, with the facts under the name given. */
export function conditionText(condition: Condition, facts: string): string {
  if ('fact' in condition) return `${facts}[${literal(condition.fact)}] === ${valueText(condition.is)}`;
  if ('not' in condition) return `!(${conditionText(condition.not, facts)})`;
  const isAll = 'all' in condition;
  return joined(
    (isAll ? condition.all : condition.any).map((part) => conditionText(part, facts)),
    isAll,
  );
}

/** Expressions that all, or any, must hold; of none, all hold and not any. */
export function joined(parts: readonly string[], isAll: boolean): string {
  const [first] = parts;
  if (first === undefined) return String(isAll);
  return parts.length === 1 ? first : parts.map((part) => `(${part})`).join(isAll ? ' && ' : ' || ');
}
