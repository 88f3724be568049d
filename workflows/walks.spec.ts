import { buildChart, type Chart } from '../src/core';
import { walkDefinition, withoutGuard } from '../src/core/testing/walk-definition';
import { definitions } from './registry';

const WALKS = 5_000;

describe.each(definitions.map((definition) => [`${definition.name}@${definition.version}`, definition] as const))(
  '%s, walked at random with every answer, refusal, failure and repetition',
  (_, definition) => {
    it('keeps what the definition says in every position, ends, and shows every state and arrow', () => {
      const { missed, walks } = walkDefinition(definition, WALKS);
      expect({ walks, missed }).toEqual({ walks: WALKS, missed: [] });
    }, 120_000);

    it('is found out when any one of its guards is deleted', () => {
      const chart = buildChart(definition, 1);
      expect(isFoundOut(chart)).toBe(false);
      // A guard that asks for nothing holds always: without it the chart is the same.
      const guarded = Object.keys(chart.guards).filter((name) => !isEmpty(chart.guards[name]));
      expect(guarded.length).toBeGreaterThan(5);
      const unseen = guarded.filter((guard) => !isFoundOut(withoutGuard(chart, guard)));
      expect(unseen).toEqual([]);
    }, 60_000);
  },
);

const isEmpty = (guard: Chart['guards'][string] | undefined): boolean =>
  guard !== undefined && 'all' in guard && guard.all.length === 0;

/** By a position that breaks what the definition says, not by a path that was not taken. */
function isFoundOut(chart: Chart): boolean {
  try {
    walkDefinition(chart.definition, 200, [chart]);
    return false;
  } catch {
    return true;
  }
}
