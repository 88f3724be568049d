import { amendFact } from './amend-mark';
import type { Chart } from './chart';
import type { Facts } from './condition';
import type { Step } from './definition';
import { ancestors, dependantsFirst, regionOf, standingOn } from './dependencies';
import { readRegion } from './outcome';
import { actIn, REVERSAL, undoFact, wayBack, type ReversalKind } from './taking-back';
import { isOver, readState, type StateText } from './transition';

/** What is asked to be taken back: a whole case, or one region with everything that stands on it. */
export type AskedReversal = { readonly kind: ReversalKind } | { readonly kind: 'revoked'; readonly region: string };

/**
 * What becomes of one region. `cancel`: it has made nothing, and ends. `undo`: the matter that undoes it is asked for as
 * soon as every region in `after` is at rest; `notify`: so is the matter that tells the department, and the effect stays;
 * `mayHaveHappened` says that nobody knows yet whether there is anything to undo, because a call is out or has failed.
 * `keep`: its result stays, for the reason given.
 */
export type PlannedReversal =
  | { readonly region: string; readonly action: 'cancel' }
  | (AskedOfDepartment & { readonly action: 'undo' })
  | (AskedOfDepartment & { readonly action: 'notify'; readonly reason: string })
  | { readonly region: string; readonly action: 'keep'; readonly reason: string };

interface AskedOfDepartment {
  readonly region: string;
  /** What the department is asked for, `department.verbNoun`. */
  readonly matter: string;
  readonly after: readonly string[];
  readonly mayHaveHappened: boolean;
}

/** Why a step stays that has left nothing to undo. */
const NOTHING = 'nothing-to-undo';

/** Why something cannot be taken back. */
export const reversalRefusals = [
  // Only what is under way can be withdrawn or cancelled; a case that was rejected has nothing to revoke.
  'has-ended',
  'already-taken-back',
  // The step has ended without a result.
  'nothing-to-take-back',
] as const;
export type ReversalRefusal = (typeof reversalRefusals)[number];

/** What taking back does to a case: the facts by which its chart does it, and the plan as it is shown. Pure. */
export function judgeReversal(
  chart: Chart,
  state: StateText,
  asked: AskedReversal,
): { readonly facts: Facts; readonly plan: readonly PlannedReversal[] } | { readonly refused: ReversalRefusal } {
  const { facts } = readState(state);
  const isOne = 'region' in asked;
  if (facts[REVERSAL] !== undefined || (isOne && facts[undoFact(asked.region)] === true)) {
    return { refused: 'already-taken-back' };
  }
  if (hasRunItsCourse(chart, state) && (asked.kind !== 'revoked' || facts['stopped'] === true)) {
    return { refused: 'has-ended' };
  }
  const plan = planReversal(chart, state, asked);
  if (isOne && !plan.some(({ region }) => region === asked.region)) return { refused: 'nothing-to-take-back' };
  const struck = plan.filter(
    ({ region, ...line }) => line.action !== 'keep' || line.reason !== NOTHING || isToBePutRight(state, region),
  );
  return {
    plan,
    facts: {
      ...Object.fromEntries(struck.map(({ region }) => [undoFact(region), true])),
      ...(isOne ? {} : { [REVERSAL]: asked.kind }),
    },
  };
}

/** Its result is to be put right, or is being put right: that ends, too. */
function isToBePutRight(state: StateText, region: string): boolean {
  const { regions, facts } = readState(state);
  return facts[amendFact(region)] === 'due' || actIn(regions[region]) === 'amend';
}

/** Nothing is left to do but to put results right. */
const hasRunItsCourse = (chart: Chart, state: StateText): boolean =>
  isOver(chart, state, (at) => actIn(at) === 'amend');

/**
 * Says what taking back would do to a case in `state`, in an order in which it can be done: what stands on something is
 * always named before it. Regions that have ended without a result, or are being taken back already, are left out. Pure,
 * so that it can be shown before it is done.
 *
 *  V1  A region is undone only after every region that needs it, through however many others, and is undone too.
 *  V2  When one region is revoked, what needed only that it was over, and read nothing of it, stays as it is.
 */
export function planReversal(chart: Chart, state: StateText, asked: AskedReversal): PlannedReversal[] {
  const { regions } = readState(state);
  const struck = 'region' in asked ? standingOn(chart, regionOf(chart, asked.region)) : new Set(chart.byId.keys());
  const planned = dependantsFirst(chart).flatMap(({ id, step }) => {
    const action = struck.has(id) ? actionOf(chart.definition.steps[step] as Step, regions[id] ?? '') : undefined;
    return action === undefined ? [] : [{ region: id, ...action }];
  });
  const asks = planned.filter(({ action }) => action === 'undo' || action === 'notify').map(({ region }) => region);
  return planned.map((line): PlannedReversal => {
    if (line.action !== 'undo' && line.action !== 'notify') return line;
    const after = asks.filter((id) => ancestors(chart, regionOf(chart, id)).has(line.region));
    return { ...line, after };
  });
}

type Action =
  | { readonly action: 'cancel' }
  | { readonly action: 'undo'; readonly matter: string; readonly mayHaveHappened: boolean }
  | { readonly action: 'notify'; readonly matter: string; readonly reason: string; readonly mayHaveHappened: boolean }
  | { readonly action: 'keep'; readonly reason: string };

function actionOf(step: Step, state: string): Action | undefined {
  switch (readRegion(state).status) {
    case 'completed':
    // What was to be put right is undone instead.
    case 'correcting':
    case 'amendByHand':
    case 'amendFailed':
      return askedBack(step, false) ?? { action: 'keep', reason: NOTHING };
    case 'active':
    case 'failed':
      return askedBack(step, true) ?? { action: 'cancel' };
    case 'waiting':
    case 'suspended':
    case 'escalated':
    case 'proposed':
      return { action: 'cancel' };
    default:
      return undefined;
  }
}

function askedBack(step: Step, mayHaveHappened: boolean): Action | undefined {
  const way = wayBack(step);
  if (way === undefined) return undefined;
  const { matter, rest } = way;
  if (rest === 'compensated') return { action: 'undo', matter: matter as string, mayHaveHappened };
  const reason = rest.slice('kept:'.length);
  return matter === undefined ? { action: 'keep', reason } : { action: 'notify', matter, reason, mayHaveHappened };
}
