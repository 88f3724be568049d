import { and, assign, createMachine, or, stateIn, type AnyStateMachine } from 'xstate';
import { CORRECTED } from './amend-mark';
import type { Chart, ChartRegion, Guard } from './chart';
import { holds, type Facts } from './condition';
import type { Effect } from './effect';
import { MIGRATED } from './migration-event';
import { REVERSED } from './taking-back';

/** More microsteps than any sound chart takes: an `always` loop ends in an error instead of a hanging worker. */
const MAX_ITERATIONS = 2_000;

/** The machine as XState's own tools read it: pure data, guards and actions by name. */
export function machineConfig(chart: Chart): object {
  return {
    id: chart.definition.name,
    version: String(chart.definition.version),
    type: 'parallel',
    options: { maxIterations: MAX_ITERATIONS },
    // Says nothing and changes nothing: whatever the state now allows by itself is done.
    on: { [MIGRATED]: hear },
    states: chart.states,
  };
}

const hear = { actions: [{ type: 'learn', params: {} }] };

/** To XState no state is the last: it would let nothing more happen to a case whose regions are all at rest. */
const withoutEnd = ({ initial, states }: ChartRegion) => ({
  initial,
  states: Object.fromEntries(Object.entries(states).map(([name, { type: _end, ...state }]) => [name, state])),
});

/**
 * Compiles a chart to an XState machine. It uses entry and exit actions and plain events only: no `invoke` (children
 * do not survive JSON), no `after` (never fires after a restore), no history states, no code in the chart.
 */
export function compileMachine(chart: Chart): AnyStateMachine {
  const learn = assign(({ context, event }, params: { facts?: Facts }) => ({
    ...(context as Facts),
    ...params.facts,
    ...(event as { facts?: Facts }).facts,
  }));
  // An event brings its facts once: whatever it leads to afterwards only notes its own.
  const note = assign(({ context }, params: { facts?: Facts }) => ({ ...(context as Facts), ...params.facts }));
  return createMachine(
    {
      ...machineConfig(chart),
      on: { [MIGRATED]: hear, [REVERSED]: hear, [CORRECTED]: hear },
      states: Object.fromEntries(Object.entries(chart.states).map(([id, region]) => [id, withoutEnd(region)])),
      context: ({ input }: { input: unknown }) => ({ ...(input as Facts | undefined) }),
    } as never,
    {
      guards: Object.fromEntries(Object.entries(chart.guards).map(([name, guard]) => [name, compileGuard(guard)])),
      actions: { learn, note, ...Object.fromEntries(effectTypes.map((type) => [type, () => undefined])) },
    } as never,
  );
}

/** The actions a chart may plan. Anything else is a defect of the chart. */
export const effectTypes: readonly Effect['type'][] = [
  'dispatch',
  'dispatchUndo',
  'openUndoTask',
  'dispatchAmend',
  'openAmendTask',
  'openTask',
  'openCorrection',
  'openEscalation',
  'openReview',
  'close',
  'openIncident',
  'closeIncident',
  'startTimer',
  'cancelTimers',
  'remind',
];

function compileGuard(guard: Guard): unknown {
  if ('holds' in guard) return ({ context }: { context: Facts }) => holds(guard.holds, context);
  if ('in' in guard) return or(guard.states.map((state) => stateIn({ [guard.in]: state })));
  const parts = ('all' in guard ? guard.all : guard.any).map(compileGuard) as never[];
  return 'all' in guard ? and(parts) : or(parts);
}
