import { machineConfig, type Chart } from '../core';
import type { Guard } from '../core/chart';
import { effectTypes } from '../core/compile-machine';
import { conditionText, literal } from './expression';

/** The machine as JSON: guards and actions by name, and under `meta` what each guard asks, as data. */
export const exportXStateJson = (chart: Chart): string =>
  JSON.stringify({ ...machineConfig(chart), meta: { guards: chart.guards } }, undefined, 2);

/**
 * The machine as a module of JavaScript that needs nothing but XState: it opens in XState's own tools and runs. What
 * the engine would do besides moving (dispatch, open a task, start a timer) stands there as actions that do nothing.
 */
export function exportXState(chart: Chart): string {
  const { definition, subjects, fingerprint } = chart;
  const guards = Object.entries(chart.guards).map(([name, guard]) => `    ${literal(name)}: ${guardText(guard)},`);
  const actions = effectTypes.map((type) => `    ${type}: () => {},`);
  const config = JSON.stringify(machineConfig(chart), undefined, 2).slice(2);
  return `// ${definition.name}@${definition.version} for ${subjects} subject(s), chart ${fingerprint}. The facts of a case are its input.
import { and, assign, or, setup, stateIn } from 'xstate';

export const machine = setup({
  guards: {
${guards.join('\n')}
  },
  actions: {
    learn: assign(({ context, event }, params) => ({ ...context, ...params.facts, ...event.facts })),
${actions.join('\n')}
  },
}).createMachine({
  "context": ({ input }) => ({ ...input }),
${config});

export default machine;
`;
}

function guardText(guard: Guard): string {
  if ('holds' in guard) return `({ context }) => ${conditionText(guard.holds, 'context')}`;
  if ('in' in guard) {
    const tests = guard.states.map((state) => `stateIn({ ${literal(guard.in)}: ${literal(state)} })`);
    return grouped(tests, false);
  }
  const isAll = 'all' in guard;
  return grouped((isAll ? guard.all : guard.any).map(guardText), isAll);
}

const grouped = (parts: readonly string[], isAll: boolean): string =>
  parts.length === 1 ? parts.join('') : `${isAll ? 'and' : 'or'}([${parts.join(', ')}])`;
