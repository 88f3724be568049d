import { migrateState, takeBackMigration, type Chart, type Migration, type StateText } from '../core';
import type { MessageBody } from './message';

export type MigrationBody = MessageBody & { readonly type: 'migration' };

/** The chart of another version of the same life event, for the same number of subjects; undefined when it is not known. */
export type ChartOf = (version: number) => Chart | undefined;

type Judged =
  | { readonly kind: 'migrated'; readonly target: Chart; readonly migration: Migration & { readonly migrates: true } }
  | { readonly kind: 'refused'; readonly code: string };

/** Says what a case that stands at `seq` in `state` becomes under the other version that a message asks for. Pure. */
export function judgeMigration(
  chart: Chart,
  { seq, state }: { readonly seq: number; readonly state: StateText },
  { from, to, back }: MigrationBody,
  chartOf: ChartOf,
): Judged {
  const { version } = chart.definition;
  // Whoever asks has seen the case in a version: that another has moved it meanwhile is no reason to move it twice.
  if (version !== from) return { kind: 'refused', code: 'another-version' };
  const target = chartOf(to);
  if (target === undefined) return { kind: 'refused', code: 'unknown-version' };
  if (back !== undefined && back.seq !== seq) return { kind: 'refused', code: 'moved-since' };
  const migration =
    back === undefined ? migrateState(chart, target, state) : takeBackMigration(target, chart, back.state, state);
  return migration.migrates ? { kind: 'migrated', target, migration } : { kind: 'refused', code: 'cannot-migrate' };
}
