import type { ChartAction } from '../../core/chart';
import { executionKinds } from '../../engine/plan-effects';
import type { Exploration } from '../explore';
import type { Check, Found } from '../found';
import { isOver, stateAt } from '../graph';
import type { World } from '../world';

/** What is open for a region is what its state has opened, no more; and a state that is not an end has a waker. */
export const owned: Check = (exploration, { id }) => {
  const found = new Map<string, Found>();
  const note = (at: number, text: string): void => {
    if (!found.has(text)) found.set(text, { claim: 'owned', text, at });
  };
  exploration.worlds.forEach((world, at) => {
    const state = stateAt(exploration, at, id);
    const opens = exploration.slice.chart.states[id]?.states[state]?.entry ?? [];
    for (const text of outliving(world, id, opens)) note(at, `${text}, in state "${state}" of "${id}"`);
    if (world.deferred.includes(id) && state !== 'waiting' && !isOver(exploration, at, id)) {
      note(at, `a signal that came early is not read, in state "${state}" of "${id}"`);
    }
    if (state !== 'waiting' && !isOver(exploration, at, id) && !isWoken(exploration, at, id)) {
      note(at, `nothing can wake "${id}" in state "${state}"`);
    }
  });
  return [...found.values()];
};

function outliving(world: World, id: string, opens: readonly ChartAction[]): string[] {
  const found: string[] = [];
  for (const { kind } of world.executions.filter(({ region }) => region === id)) {
    if (!opens.some(({ type }) => executionKinds[type] === kind)) found.push(`an open ${kind} outlives its state`);
  }
  for (const { timer } of world.timers.filter(({ region }) => region === id)) {
    const isOwned = opens.some(({ type, params }) => type === 'startTimer' && params.timer === timer);
    if (!isOwned) found.push(`timer "${timer}" outlives its state`);
  }
  const incidents = world.incidents.filter((region) => region === id);
  if (incidents.length > 0 && !opens.some(({ type }) => type === 'openIncident')) {
    found.push('an incident outlives its state');
  }
  if (incidents.length > 1) found.push('two incidents are open for one fault');
  return found;
}

/** Something is open that can say what the state listens to. */
const isWoken = ({ leaving }: Exploration, at: number, id: string): boolean =>
  (leaving[at] ?? []).some(({ offer, reception }) => offer.region === id && reception === 'moved');
