import { beginChart, officialCalendar, type Chart, type Facts, type WorkingDayCalendar } from '../core';
import { Fold, WHOLE_CASE } from './fold';
import { FoldClocks } from './fold-clocks';
import { GENESIS } from './history-hash';
import type { Move, StoredInstance } from './instance';
import type { PendingMessage } from './instance-store';
import type { ChartOf } from './judge-migration';
import { asFailed } from './message-part';

/**
 * The heart of the engine: what the messages at hand do to one instance. Pure.
 *
 *  F1  Each message that is not a repetition adds exactly one history row, also when it is refused. A look at a
 *      deadline that has been overtaken adds none: whoever looks again finds what there is to say.
 *  F2  An answer counts only for an execution that is open and, from a worker, only under its current epoch.
 *  F3  Nothing is written here that is personal but in `record`, which the store seals.
 */
export function foldMessages(
  chart: Chart,
  stored: StoredInstance,
  messages: readonly PendingMessage[],
  now: Date,
  calendar: WorkingDayCalendar = officialCalendar,
  chartOf: ChartOf = () => undefined,
): Move {
  const clocks = new FoldClocks(chart, stored, { now, calendar });
  const fold = new Fold(chart, stored.id, stored.seq, stored.state, stored.headHash, now, clocks, chartOf);
  let pending = messages;
  for (let before = ''; pending.length > 0 && fold.position !== before;) {
    before = fold.position;
    // What came too early is looked at again when another message of this batch has moved the instance.
    pending = pending.filter((message) => fold.take(stored, message) === 'deferred');
  }
  return fold.toMove(stored.status, pending);
}

/**
 * The move of an instance whose messages cannot be written, for a reason that no repetition cures: its mail stays where
 * it is until a person has looked. What is at hand is folded without it or, when that cannot be written either, each
 * answer counts as a failure of its step. Pure.
 */
export function holdMessages(
  chart: Chart,
  stored: StoredInstance,
  messages: readonly PendingMessage[],
  { code, atHand, now }: { readonly code: string; readonly atHand: 'fold' | 'fail'; readonly now: Date },
  calendar: WorkingDayCalendar = officialCalendar,
): Move {
  const clocks = new FoldClocks(chart, stored, { now, calendar });
  const fold = new Fold(chart, stored.id, stored.seq, stored.state, stored.headHash, now, clocks);
  const isHeld = ({ inboxId, body }: PendingMessage): boolean =>
    inboxId !== undefined && !(body.type === 'repair' && body.region === WHOLE_CASE);
  for (const message of messages.filter((one) => !isHeld(one))) {
    fold.take(stored, atHand === 'fold' ? message : asFailed(message, code));
  }
  const held = messages.filter(isHeld);
  if (held.length > 0) fold.hold(held, code);
  return fold.toMove(stored.status, held);
}

/** The first move of a new instance. */
export function foldStart(
  chart: Chart,
  start: { id: string; facts: Facts; actor: string },
  now: Date,
  calendar: WorkingDayCalendar = officialCalendar,
): Move {
  const begun = beginChart(chart, start.facts);
  const clocks = new FoldClocks(chart, undefined, { now, calendar });
  const fold = new Fold(chart, start.id, 0, begun.state, GENESIS, now, clocks);
  fold.begun(begun, start.actor, start.facts);
  return fold.toMove('running', []);
}
