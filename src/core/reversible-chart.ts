import { createHash } from 'node:crypto';
import type { Chart, ChartAction, ChartRegion, ChartState, ChartTransition, Guard, Region } from './chart';
import type { Step } from './definition';
import { ancestors, regionOf } from './dependencies';
import { KEPT_BY_DEPARTMENT, KEPT_BY_OPERATOR, TAKEN_BACK, undoFact, wayBack, type WayBack } from './taking-back';

/**
 * The whole chart: the way forward, as `buildChart` lays it out, and the way back. What is added here is entered by
 * facts that nothing on the way forward sets; what is proven of the way forward holds here too.
 *
 * A region with something to undo goes `compensating` → `compensated`; where the department refuses to undo it,
 * `undoByHand` while a person decides; where that fails, `undoFailed` while an operator must act.
 *
 *  R1  What has done nothing ends at once; what may have done something is undone, also when nobody knows.
 *  R2  A region is undone only when every region that needs it, and is taken back too, is at rest.
 *  R3  What was taken back stays taken back.
 */
export function reversibleChart(chart: Chart): Chart {
  const guards: Record<string, Guard> = { ...chart.guards };
  const states: Record<string, ChartRegion> = {};
  for (const region of chart.regions) states[region.id] = regionStates(chart, region, guards);
  const fingerprint = createHash('sha256')
    .update(JSON.stringify([chart.fingerprint, states, guards]))
    .digest('hex')
    .slice(0, 16);
  return { ...chart, states, guards, fingerprint };
}

/** While in one of these, a region that leaves nothing behind ends at once when it is taken back. */
const BUSY = ['waiting', 'active', 'suspended', 'escalated', 'proposed', 'failed'];
/** In these a department may have been called, and nobody knows what it has done. */
const IN_DOUBT = ['active', 'failed'];

function regionStates(chart: Chart, region: Region, guards: Record<string, Guard>): ChartRegion {
  const { id, step: name } = region;
  const step = chart.definition.steps[name] as Step;
  const way = wayBack(step);
  const forward = (chart.states[id] as ChartRegion).states;
  const taken = `${id}: is taken back`;
  const isTaken: Guard = { holds: { fact: undoFact(id), is: true } };
  guards[taken] = isTaken;
  const states: Record<string, ChartState> = { ...forward, [TAKEN_BACK]: { type: 'final' } };
  const back = way && (way.matter === undefined ? way.rest : 'compensating');
  for (const at of BUSY) {
    const state = forward[at];
    if (state === undefined) continue;
    const target = back !== undefined && IN_DOUBT.includes(at) ? back : TAKEN_BACK;
    states[at] = withFirst(state, { guard: taken, target });
  }
  if (way === undefined || back === undefined) return { initial: 'waiting', states };
  states[way.rest] = { type: 'final' };
  if (way.matter === undefined) {
    states['completed'] = withFirst(forward['completed'] as ChartState, { guard: taken, target: way.rest });
    return { initial: 'waiting', states };
  }
  const free = `${id}: is taken back and nothing stands on it`;
  guards[free] = {
    all: [isTaken, ...dependantsOf(chart, region).map((one) => isOutOfTheWay(chart, one))],
  };
  states['completed'] = withFirst(forward['completed'] as ChartState, { guard: free, target: back });
  Object.assign(states, undoStates(id, way));
  return { initial: 'waiting', states };
}

const withFirst = (state: ChartState, first: ChartTransition): ChartState => ({
  ...state,
  always: [first, ...(state.always ?? [])],
});

function undoStates(region: string, { rest }: WayBack): Record<string, ChartState> {
  const act = (type: string): ChartAction => ({ type, params: { region } });
  return {
    compensating: {
      entry: [act('dispatchUndo')],
      exit: [act('close')],
      on: {
        [`${region}.undo.completed`]: { target: rest },
        [`${region}.undo.refused`]: { target: 'undoByHand' },
        [`${region}.undo.failed`]: { target: 'undoFailed' },
      },
    },
    undoByHand: {
      entry: [act('openUndoTask')],
      exit: [act('close')],
      on: {
        [`${region}.undo.completed`]: { target: rest },
        [`${region}.undo.refused`]: { target: KEPT_BY_DEPARTMENT },
      },
    },
    undoFailed: {
      entry: [act('openIncident')],
      exit: [act('closeIncident')],
      on: {
        [`${region}.retried`]: { target: 'compensating' },
        [`${region}.skipped`]: { target: KEPT_BY_OPERATOR },
        [`${region}.resolved`]: { target: rest },
      },
    },
    [KEPT_BY_DEPARTMENT]: { type: 'final' },
    [KEPT_BY_OPERATOR]: { type: 'final' },
  };
}

const dependantsOf = (chart: Chart, { id }: Region): Region[] =>
  chart.regions.filter((other) => ancestors(chart, other).has(id));

/** It is not taken back, or at rest with nothing of it left to undo. */
function isOutOfTheWay(chart: Chart, { id, step: name }: Region): Guard {
  const step = chart.definition.steps[name] as Step;
  const way = wayBack(step);
  const ends = Object.entries((chart.states[regionOf(chart, id).id] as ChartRegion).states)
    .filter(([state, { type }]) => type === 'final' && (state !== 'completed' || way === undefined))
    .map(([state]) => state);
  const rests = way === undefined ? [] : [way.rest, KEPT_BY_DEPARTMENT, KEPT_BY_OPERATOR];
  return {
    any: [{ holds: { not: { fact: undoFact(id), is: true } } }, { in: id, states: [...ends, TAKEN_BACK, ...rests] }],
  };
}
