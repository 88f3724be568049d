import type { LifeEvent } from '../../../src/core';
import type { Chart, ChartState } from '../../../src/core/chart';
import { withoutGuard } from '../../../src/core/testing/walk-definition';
import { Definitions } from '../../../src/engine/definitions';
import { arrowsOf, type Arrow } from './arrows';
import { Walk, type Where } from './walk';

/** A defect of a chart: an arrow that is missing, or one that asks for nothing. */
export type Defect = { readonly without: Arrow } | { readonly unguarded: string };

/** The definitions as they would be with the defect. */
class BrokenDefinitions extends Definitions {
  private readonly broken = new Map<string, Chart>();

  constructor(
    definition: LifeEvent,
    private readonly defect: Defect,
  ) {
    super([definition]);
  }

  override chart(event: string, version: number, subjects: number): Chart {
    const key = `${event}@${version}/${subjects}`;
    const chart = this.broken.get(key) ?? withDefect(super.chart(event, version, subjects), this.defect);
    this.broken.set(key, chart);
    return chart;
  }
}

const withDefect = (chart: Chart, defect: Defect): Chart =>
  'without' in defect ? withoutArrow(chart, defect.without) : withoutGuard(chart, defect.unguarded);

function withoutArrow(chart: Chart, { name, region, from, event, guard }: Arrow): Chart {
  const parts = chart.states[region];
  if (parts === undefined) return chart;
  const { always = [], on = {}, ...rest } = parts.states[from] as ChartState;
  const state: ChartState = {
    ...rest,
    always: always.filter((arrow) => event !== undefined || arrow.guard !== guard),
    on: Object.fromEntries(Object.entries(on).filter(([type]) => type !== event)),
  };
  const states = { ...chart.states, [region]: { ...parts, states: { ...parts.states, [from]: state } } };
  return { ...chart, states, fingerprint: `${chart.fingerprint} without ${name}` };
}

/** Guards that ask for something: without any other the chart would be the same. */
export function guardsOf(chart: Chart): string[] {
  const guards = Object.entries(chart.guards).filter(([, guard]) => !('all' in guard && guard.all.length === 0));
  const used = new Set(arrowsOf(chart).map(({ guard }) => guard));
  return guards.map(([name]) => name).filter((name) => used.has(name));
}

const MOST_WALKS = 16;

/** Whether a few walks that are sent where the defect is come upon it. They take numbers, and with them cases, of their own. */
export async function isFoundOut(
  where: Omit<Where, 'definitions'>,
  defect: Defect,
  firstSeed: number,
): Promise<boolean> {
  const sound = new Definitions([where.definition]);
  const { name, version } = where.definition;
  const definitions = new BrokenDefinitions(where.definition, defect);
  const arrows = arrowsOf(sound.chart(name, version, 1));
  const at = arrows.filter((arrow) =>
    'without' in defect ? arrow.name === defect.without.name : arrow.guard === defect.unguarded,
  );
  // An arrow that asks for nothing shows where it should not have been taken: on the way to those beside it.
  const beside = arrows.filter((arrow) =>
    at.some(({ region, from }) => arrow.region === region && arrow.from === from),
  );
  const goals = 'without' in defect ? at : beside;
  for (let n = 0; n < MOST_WALKS; n += 1) {
    const goal = goals[n % goals.length];
    if (goal === undefined) throw new Error('no arrow leads to the defect');
    try {
      await new Walk({ ...where, definitions, sound }, firstSeed + n, [goal], 1).run();
    } catch {
      return true;
    }
  }
  return false;
}
