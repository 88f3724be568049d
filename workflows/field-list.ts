import type { FieldPath } from '../src/core';

/** Field paths written one after the other, as a clerk would list them: fields`mother.name mother.idNumber`. */
export const fields = (list: TemplateStringsArray): FieldPath[] => list.join('').split(/\s+/).filter(Boolean);
