import { createHash } from 'node:crypto';
import { AGAIN, amendFact, type AmendMark } from './amend-mark';
import { neededRegions, type Chart, type ChartAction, type ChartRegion } from './chart';
import type { ChartState, Guard, Region } from './chart';
import type { Step } from './definition';
import { correctableRegions, upstreamOf } from './data-flow';
import { undoFact } from './taking-back';

/**
 * Adds to a chart with its way back how results are put right when something is corrected that they were made from. A
 * definition that lets nothing be corrected has the same chart as before. As long as nothing is corrected, a case moves as it
 * did: what is proven of it without this holds here too.
 *
 * A region whose result is not right any more goes `correcting` → `completed`; where the department refuses, or has no
 * matter for it, `amendByHand` while a person does it; where that fails, `amendFailed` while an operator must act.
 *
 *  C1  A result is put right only when everything that it was made from is right: once for each correction, whatever
 *      the number of ways on which the change comes to it.
 *  C2  Nothing is begun with a result that is about to be put right.
 *  C3  What is taken back is not put right any more.
 */
export function correctableChart(chart: Chart): Chart {
  const correctable = correctableRegions(chart);
  if (correctable.length === 0) return chart;
  const guards: Record<string, Guard> = { ...chart.guards };
  const states: Record<string, ChartRegion> = { ...chart.states };
  for (const region of correctable) states[region.id] = regionStates(chart, region, guards);
  const ids = new Set(correctable.map(({ id }) => id));
  for (const region of chart.regions) holdBack(chart, region, ids, guards);
  const fingerprint = createHash('sha256')
    .update(JSON.stringify([chart.fingerprint, states, guards]))
    .digest('hex')
    .slice(0, 16);
  return { ...chart, states, guards, fingerprint };
}

const isDue = (id: string): Guard => ({ holds: { fact: amendFact(id), is: 'due' } });
const isNotDue = (id: string): Guard => ({ holds: { not: { fact: amendFact(id), is: 'due' } } });

function regionStates(chart: Chart, region: Region, guards: Record<string, Guard>): ChartRegion {
  const { id, step: name } = region;
  const step = chart.definition.steps[name] as Step;
  const { initial, states: before } = chart.states[id] as ChartRegion;
  const due = `${id}: is not right any more and what it was made from is`;
  guards[due] = {
    all: [
      isDue(id),
      { holds: { not: { fact: undoFact(id), is: true } } },
      ...[...upstreamOf(chart, region)].map((writer) => isRight(chart, writer)),
    ],
  };
  const target = step.kind === 'handler' && step.amend !== undefined ? 'correcting' : 'amendByHand';
  const completed = before['completed'] as ChartState;
  const back = completed.always ?? [{ guard: `${id}: is taken back`, target: 'completed' }];
  return {
    initial,
    states: {
      ...before,
      completed: { ...completed, always: [...(completed.always ?? []), { guard: due, target }] },
      ...asksAnew(id, before),
      ...amendStates(id, back, target === 'correcting'),
    },
  };
}

/** Where a region is asked anew, what comes with the event is learned: it is given what is right by then. */
function asksAnew(region: string, before: ChartRegion['states']): Record<string, ChartState> {
  const learn: ChartAction = { type: 'learn', params: { region } };
  const states: Record<string, ChartState> = {};
  for (const [word, from] of Object.entries(AGAIN)) {
    for (const name of from) {
      const state = before[name];
      const event = `${region}.${word}`;
      const transition = state?.on?.[event];
      if (transition === undefined) continue;
      states[name] = { ...state, on: { ...state?.on, [event]: { ...transition, actions: [learn] } } };
    }
  }
  return states;
}

function amendStates(
  region: string,
  back: NonNullable<ChartState['always']>,
  byMatter: boolean,
): Record<string, ChartState> {
  const act = (type: string): ChartAction => ({ type, params: { region } });
  const asked: AmendMark = 'asked';
  const note: ChartAction = { type: 'note', params: { region, facts: { [amendFact(region)]: asked } } };
  const over = { target: 'completed', actions: [act('learn')] };
  const byHand: ChartState = {
    always: back,
    entry: [note, act('openAmendTask')],
    exit: [act('close')],
    on: { [`${region}.amend.completed`]: over, [`${region}.amend.refused`]: over },
  };
  if (!byMatter) return { amendByHand: byHand };
  return {
    correcting: {
      always: back,
      entry: [note, act('dispatchAmend')],
      exit: [act('close')],
      on: {
        [`${region}.amend.completed`]: over,
        [`${region}.amend.refused`]: { target: 'amendByHand' },
        [`${region}.amend.failed`]: { target: 'amendFailed' },
      },
    },
    amendByHand: byHand,
    amendFailed: {
      always: back,
      entry: [act('openIncident')],
      exit: [act('closeIncident')],
      on: {
        [`${region}.retried`]: { target: 'correcting' },
        [`${region}.skipped`]: over,
        [`${region}.resolved`]: over,
      },
    },
  };
}

/** Nothing of its result is to be put right, or will be: it has none, it is right, or it is taken back. */
function isRight(chart: Chart, id: string): Guard {
  // The states that are added here are not among them.
  const others = Object.keys((chart.states[id] as ChartRegion).states).filter((state) => state !== 'completed');
  const isTakenBack: Guard = { holds: { fact: undoFact(id), is: true } };
  return {
    any: [
      { all: [{ any: [isNotDue(id), isTakenBack] }, { in: id, states: ['completed'] }] },
      { in: id, states: others },
    ],
  };
}

/** A region that needs one that is about to be put right waits for that. */
function holdBack(chart: Chart, region: Region, correctable: ReadonlySet<string>, guards: Record<string, Guard>): void {
  const { definition, subjects } = chart;
  const { needs } = definition.steps[region.step] as Step;
  const needed = needs.flatMap((need) => neededRegions(definition, subjects, region, need));
  const held = [...new Set(needed)].filter((id) => correctable.has(id));
  const met = `${region.id}: needs are met`;
  if (held.length > 0) guards[met] = { all: [guards[met] as Guard, ...held.map((id) => isRight(chart, id))] };
}
