import { beginChart, moveChart, type Chart, type Facts, type StateText } from '../../core';

/** Every state that a case which begins with one of these facts can come to, found by sending it every event there is. */
export function reachableStates(chart: Chart, beginnings: readonly Facts[]): StateText[] {
  const events = new Set<string>();
  for (const { states } of Object.values(chart.states)) {
    for (const { on = {} } of Object.values(states)) for (const type of Object.keys(on)) events.add(type);
  }
  const found = new Set<StateText>(beginnings.map((facts) => beginChart(chart, facts).state));
  for (const state of found) {
    for (const type of events) {
      const moved = moveChart(chart, state, { type });
      if (moved.accepted) found.add(moved.state);
    }
  }
  return [...found];
}
