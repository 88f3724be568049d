import { Random } from '../../engine/testing/random';
import { buildChart, type Chart, type ChartTransition } from '../chart';
import type { LifeEvent } from '../definition';
import { passable, Walk, type Seen } from './walk';

export interface Walked {
  readonly walks: number;
  readonly moves: number;
  /** How many states and arrows there are to come through. */
  readonly passable: number;
  /** Those that no walk has come through. */
  readonly missed: readonly string[];
}

/** Most walks take the smallest chart: it has all there is, and the others repeat it. */
const chartOf = (charts: readonly Chart[], random: Random): Chart =>
  charts[random.chance(0.7) ? 0 : random.below(charts.length)] as Chart;

/** The charts of a definition, for one subject and for as many as it allows. */
const chartsOf = (definition: LifeEvent): Chart[] =>
  Array.from({ length: definition.subject?.atMost ?? 1 }, (_, index) => buildChart(definition, index + 1));

/** Walks the definition so many times; walk `n` is the same walk for ever. Throws at the first that finds a fault. */
export function walkDefinition(definition: LifeEvent, walks: number, charts = chartsOf(definition)): Walked {
  const seen: Seen = new Set();
  let moves = 0;
  for (let seed = 1; seed <= walks; seed += 1) {
    const random = new Random(seed);
    const chart = chartOf(charts, random);
    try {
      moves += new Walk(chart, random, seen).run();
    } catch (error) {
      const which = `walk ${seed} of ${definition.name}@${definition.version} with ${chart.subjects} subjects`;
      throw new Error(`${which}: ${(error as Error).message}`, { cause: error });
    }
  }
  const all = new Set(charts.flatMap((chart) => [...passable(chart)]));
  return { walks, moves, passable: all.size, missed: [...all].filter((one) => !seen.has(one)) };
}

/** The same chart with every arrow that asks this guard asking nothing: a defect for a test to find. */
export function withoutGuard(chart: Chart, guard: string): Chart {
  const states = JSON.parse(JSON.stringify(chart.states), (_, value: unknown) =>
    isGuardedBy(value, guard) ? { ...value, guard: undefined } : value,
  ) as Chart['states'];
  return { ...chart, states, fingerprint: `${chart.fingerprint} without ${guard}` };
}

const isGuardedBy = (value: unknown, guard: string): value is ChartTransition =>
  typeof value === 'object' && value !== null && (value as ChartTransition).guard === guard;
