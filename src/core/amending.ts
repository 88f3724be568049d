import { AGAIN, amendFact, type AmendMark } from './amend-mark';
import type { Chart } from './chart';
import type { Facts } from './condition';
import { readersOf } from './data-flow';
import { REVERSAL, undoFact } from './taking-back';
import { readState, type Position, type StateText } from './transition';

/** In these a region has been given what it reads: a result made from it must be put right when that changes. */
const GIVEN: ReadonlySet<string> = new Set([
  ...['active', 'escalated', 'proposed', 'failed', 'completed', 'correcting', 'amendByHand', 'amendFailed'],
]);

/** Why nothing of a case can be corrected. */
export type CorrectionRefusal =
  /** It was rejected: nothing of it goes on. */
  | 'has-ended'
  /** All or part of it is being taken back: what is undone is not put right first. */
  | 'being-taken-back';

/** What speaks against correcting a case that stands so; undefined when nothing does. */
export function objectionToCorrection(chart: Chart, { regions, facts }: Position): CorrectionRefusal | undefined {
  const isUndoing = chart.regions.some(({ id }) => {
    if (['compensating', 'undoByHand', 'undoFailed'].includes(regions[id] ?? '')) return true;
    // Waits for what stands on it.
    return facts[undoFact(id)] === true && hasBeenGiven(regions[id]) && hasWay(chart, id);
  });
  if (facts[REVERSAL] !== undefined || isUndoing) return 'being-taken-back';
  return facts['stopped'] === true ? 'has-ended' : undefined;
}

const hasWay = (chart: Chart, id: string): boolean =>
  chart.states[id]?.states['completed']?.always?.some(({ target }) => target === 'compensating') === true;

/** It has been given what it reads, and has made something of it or is about to. */
export const hasBeenGiven = (state: string | undefined): boolean => GIVEN.has(state ?? '');

/** The regions that must be put right because these fields, by absolute path, have changed. */
export function dueBecauseOf(chart: Chart, { regions }: Position, paths: readonly string[]): string[] {
  return readersOf(chart, paths).flatMap(({ id }) => (hasBeenGiven(regions[id]) ? [id] : []));
}

const dueFacts = (ids: readonly string[]): Facts => Object.fromEntries(ids.map((id) => [amendFact(id), 'due']));

/** The facts that a correction of these fields brings. Pure. */
export const factsOfCorrection = (chart: Chart, position: Position, paths: readonly string[]): Facts =>
  dueFacts(dueBecauseOf(chart, position, paths));

/**
 * What an event of a region says about putting right, beside moving it: how far that is, and who must follow because the
 * fields in `changed`, by absolute path, are others now. Undefined for an event that says nothing about it. Pure.
 */
export function factsOfAmendment(
  chart: Chart,
  state: StateText,
  region: string,
  event: string,
  changed: () => readonly string[],
): Facts | undefined {
  const word = event.slice(region.length + 1);
  if (!SPEAKING.has(word)) return undefined;
  const position = readState(state);
  const at = position.regions[region] ?? '';
  const mark = position.facts[amendFact(region)];
  // Asked anew, it is given what is right by now.
  if (AGAIN[word]?.includes(at) === true) return mark === 'due' ? { [amendFact(region)]: 'amended' } : undefined;
  const end = endOf(word, at);
  if (end === undefined) return undefined;
  const followers = dueFacts(dueBecauseOf(chart, position, changed()).filter((id) => id !== region));
  // Corrected once more while it was put right, it is due again.
  return mark === 'due' ? followers : { ...followers, [amendFact(region)]: end };
}

const SPEAKING: ReadonlySet<string> = new Set([
  ...['amend.completed', 'amend.refused', 'resolved', 'skipped', ...Object.keys(AGAIN)],
]);

function endOf(word: string, at: string): AmendMark | undefined {
  if (word === 'amend.completed') return 'amended';
  if (word === 'amend.refused') return at === 'amendByHand' ? 'left' : undefined;
  if (at !== 'amendFailed') return undefined;
  return word === 'resolved' ? 'amended' : 'left';
}
