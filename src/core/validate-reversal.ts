import type { HandlerStep } from './definition';
import { CODE } from './validate-task';

/** `department.verbNoun`. */
export const HANDLER = /^[a-z][A-Za-z0-9]*\.[a-z][A-Za-z0-9]*$/;

/** What a step says about being taken back or put right: by the department that has done it, which knows its fields. */
export function reversalDefects({ department, undo, cannotUndo, amend }: HandlerStep): string[] {
  const named = Object.entries({ undo, 'cannotUndo notice': cannotUndo?.notice, amend });
  const defects = named.flatMap(([word, matter]) => {
    if (matter === undefined) return [];
    if (!HANDLER.test(matter)) return [`${word} "${matter}" must be written department.verbNoun`];
    return matter.startsWith(`${department}.`)
      ? []
      : [`${word} "${matter}" must be a matter of "${department}" itself`];
  });
  if (cannotUndo !== undefined) {
    if (undo !== undefined) defects.push('says undo and cannotUndo: one or the other');
    if (!CODE.test(cannotUndo.reason)) {
      defects.push(`reason "${cannotUndo.reason}" must be lower-case words joined by "-"`);
    }
  }
  return defects;
}
