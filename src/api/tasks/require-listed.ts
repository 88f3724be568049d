import type { Text } from '../../core';
import { inputProblem } from '../forms/check-form';
import { defect } from '../forms/found-defect';
import { Problem } from '../problems/problem';

interface Choice {
  readonly pointer: string;
  readonly code: string;
  readonly list: readonly string[];
}

/** A 422 that names every choice which is not on its list. */
export function requireListed(choices: readonly Choice[], messages: Readonly<Record<string, Text>>): void {
  const found = choices.filter(({ code, list }) => !list.includes(code));
  if (found.length === 0) return;
  const { parts } = inputProblem(
    found.map(({ pointer }) => defect(pointer, 'not-listed')),
    messages,
  );
  throw new Problem(422, 'not-listed', parts);
}
