import { createHash } from 'node:crypto';
import type { StateText } from '../../../core';
import type { HistoryRow } from '../../instance';
import { executionKinds } from '../../plan-effects';
import { replayHistory, type FindChart, type ReplayedRow } from '../../replay-history';
import type { Inspect } from '../stores';

/** A history as it was when it was recorded, with what it had come to then. Synthetic data, no personal data. */
export interface RecordedHistory {
  readonly rows: readonly ReplayedRow[];
  readonly outcome: Outcome;
  /** What the engine had opened: `<seq>.<n> <region> <kind>`. */
  readonly executions: readonly string[];
}

/** What a history comes to. */
export interface Outcome {
  readonly status: string;
  readonly state: StateText;
  /** Over the state and the effects after each row that moves the chart, in order. */
  readonly transitions: string;
}

/** What of a row the state depends on. */
const kept = ['event', 'version', 'subjects', 'facts', 'code', 'timer', 'from', 'to'];

const toReplayed = ({ seq, type, region, detail }: HistoryRow): ReplayedRow => ({
  ...{ seq, type },
  ...(region === undefined ? {} : { region }),
  detail: Object.fromEntries(Object.entries(detail).filter(([name]) => kept.includes(name))),
});

/** Replays a history with the code at hand: what it comes to, and the executions that it opens on the way. */
export function replay(
  rows: readonly ReplayedRow[],
  findChart: FindChart,
): { outcome: Outcome; executions: readonly string[] } {
  const hash = createHash('sha256');
  const executions: string[] = [];
  const { status, state } = replayHistory(rows, findChart, (seq, after, effects) => {
    hash.update(JSON.stringify([seq, after, effects]));
    const opening = effects.flatMap(({ type, region }) =>
      executionKinds[type] === undefined ? [] : [`${region} ${executionKinds[type]}`],
    );
    executions.push(...opening.map((words, n) => `${seq}.${n} ${words}`));
  });
  return { outcome: { status, state, transitions: hash.digest('hex').slice(0, 16) }, executions };
}

/** Records a case as the engine has left it in the store; throws when its history does not come to what is stored. */
export async function recordHistory(id: string, inspect: Inspect, findChart: FindChart): Promise<RecordedHistory> {
  const [instance, history, stored] = await Promise.all([
    inspect.instance(id),
    inspect.history(id),
    inspect.executions(id),
  ]);
  const rows = history.map(toReplayed);
  const { outcome } = replay(rows, findChart);
  if (outcome.state !== instance.state || outcome.status !== instance.status) throw new Error(`${id} does not replay`);
  const executions = stored.map(
    ({ id: execution, region, kind }) => `${execution.slice(id.length + 1).replace('-', '.')} ${region} ${kind}`,
  );
  return { rows, outcome, executions: executions.sort(byPlace) };
}

/** In the order in which they were opened. */
export const byPlace = (one: string, other: string): number => {
  const [a, b] = [one, other].map((text) => text.split(/[. ]/).map(Number)) as [number[], number[]];
  return (a[0] ?? 0) - (b[0] ?? 0) || (a[1] ?? 0) - (b[1] ?? 0);
};
