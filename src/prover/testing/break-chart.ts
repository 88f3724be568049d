import type { Chart } from '../../core';
import type { ChartRegion, ChartState } from '../../core/chart';

/** One thing wrong with a chart that was laid out well. */
export interface Break {
  readonly name: string;
  readonly chart: Chart;
}

type Change = (state: ChartState) => ChartState;

/** The same chart with one state of one region changed, in every subject. */
export function withState(chart: Chart, step: string, state: string, change: Change): Chart {
  const states = Object.fromEntries(
    Object.entries(chart.states).map(([id, region]): [string, ChartRegion] => {
      const found = region.states[state];
      if (chart.byId.get(id)?.step !== step || found === undefined) return [id, region];
      return [id, { ...region, states: { ...region.states, [state]: change(found) } }];
    }),
  );
  return { ...chart, states, fingerprint: `${chart.fingerprint} ${JSON.stringify(states)}` };
}

const own = (step: string, event: string): string => event.slice(event.indexOf('.') + 1 || step.length);

/** Every arrow, automatic arrow, entry and exit taken away, one at a time, and every arrow led to another end. */
export function* breaksOf(chart: Chart): Generator<Break> {
  const steps = new Set(chart.regions.map(({ step }) => step));
  for (const step of steps) {
    const region = chart.regions.find((one) => one.step === step);
    const states = chart.states[region?.id ?? '']?.states ?? {};
    for (const [name, state] of Object.entries(states)) {
      const broken = (what: string, change: Change): Break => ({
        name: `${step} ${name}: ${what}`,
        chart: withState(chart, step, name, change),
      });
      for (const event of Object.keys(state.on ?? {})) {
        const short = own(step, event);
        yield broken(`no ${short}`, (one) => ({ ...one, on: without(one.on, step, short) }));
        yield broken(`${short} waits again`, (one) => ({ ...one, on: led(one.on, step, short, 'waiting') }));
        yield broken(`${short} stays`, (one) => ({ ...one, on: led(one.on, step, short, 'active') }));
      }
      for (const index of (state.always ?? []).keys()) {
        yield broken(`no automatic arrow ${index}`, (one) => ({ ...one, always: dropped(one.always, index) }));
      }
      for (const index of (state.entry ?? []).keys()) {
        yield broken(`no entry ${index}`, (one) => ({ ...one, entry: dropped(one.entry, index) }));
      }
      for (const index of (state.exit ?? []).keys()) {
        yield broken(`no exit ${index}`, (one) => ({ ...one, exit: dropped(one.exit, index) }));
      }
    }
  }
}

const dropped = <T>(list: readonly T[] = [], index: number): T[] => list.filter((_, at) => at !== index);

const without = (on: ChartState['on'], step: string, short: string): NonNullable<ChartState['on']> =>
  Object.fromEntries(Object.entries(on ?? {}).filter(([event]) => own(step, event) !== short));

const led = (on: ChartState['on'], step: string, short: string, target: string): NonNullable<ChartState['on']> =>
  Object.fromEntries(
    Object.entries(on ?? {}).map(([event, arrow]) => [
      event,
      own(step, event) === short ? { ...arrow, target } : arrow,
    ]),
  );
