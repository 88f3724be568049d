import type { HandlerStep, Step } from './definition';

/** How something is taken back: by whoever applied, by an officer, or because it should never have been granted. */
export const reversalKinds = ['withdrawn', 'cancelled', 'revoked'] as const;
export type ReversalKind = (typeof reversalKinds)[number];

/** What an execution does that does not do its step's own matter: it takes that back, or puts its result right. */
export type Act = 'undo' | 'amend';

/** How the effect of a step is taken back: by a matter of its department, by leaving it, or both (told of, and left). */
export interface WayBack {
  /** The matter asked for, `department.verbNoun`; undefined where the effect is left without telling anybody. */
  readonly matter?: string;
  /** Where the region rests then. */
  readonly rest: string;
}

/** The region rests here when the engine was told to take it back and it had done nothing. */
export const TAKEN_BACK = 'skipped:taken-back';
/** The department has looked and leaves its result as it is. */
export const KEPT_BY_DEPARTMENT = 'kept:by-department';
export const KEPT_BY_OPERATOR = 'kept:by-operator';

/** Undefined for a step that leaves nothing to undo. */
export function wayBack(step: Step): WayBack | undefined {
  if (step.kind !== 'handler') return undefined;
  if (step.undo !== undefined) return { matter: step.undo, rest: 'compensated' };
  if (step.cannotUndo === undefined) return undefined;
  const { reason, notice } = step.cannotUndo;
  return { ...(notice === undefined ? {} : { matter: notice }), rest: `kept:${reason}` };
}

/** Every state in which a region of the step can rest after it was taken back. */
export function restsOf(step: Step): string[] {
  const way = wayBack(step);
  if (way === undefined) return [TAKEN_BACK];
  const byHand = way.matter === undefined ? [] : [KEPT_BY_DEPARTMENT, KEPT_BY_OPERATOR];
  return [...new Set([TAKEN_BACK, way.rest, ...byHand])];
}

/** The department's matter that an execution of this step asks for: its own, or one that takes back or puts right. */
export function matterOf(step: HandlerStep, act: Act | undefined): string {
  const named = act === undefined ? undefined : act === 'amend' ? step.amend : wayBack(step)?.matter;
  return named === undefined ? step.matter : named.slice(named.indexOf('.') + 1);
}

/**
 * Which fields an execution of the step is given: to put its result right, also what it has brought; to take it back, all
 * of that as far as it is known.
 */
export function readsOf({ reads, writes }: Step, act: Act | undefined): readonly string[] {
  if (act === undefined) return reads;
  const optional = (paths: readonly string[]) => paths.map((path) => (path.endsWith('?') ? path : `${path}?`));
  return act === 'amend' ? [...reads, ...optional(writes)] : optional([...reads, ...writes]);
}

/** What the open execution of a region in this state does; undefined while the step's own matter is in hand. */
export const actIn = (state: string | undefined): Act | undefined => ACTS[state ?? ''];
const ACTS: Readonly<Record<string, Act>> = {
  ...{ compensating: 'undo', undoByHand: 'undo', undoFailed: 'undo' },
  ...{ correcting: 'amend', amendByHand: 'amend', amendFailed: 'amend' },
};

/** The fact that a region is to be taken back. */
export const undoFact = (region: string): string => `undo.${region}`;
/** The fact that tells how a case as a whole is taken back. */
export const REVERSAL = 'reversal';
/** The event by which something is taken back. */
export const REVERSED = 'case.reversed';
