import { readRegion } from '../../core';
import { getStep } from '../../engine/judge-message';
import type { Exploration } from '../explore';
import type { Check } from '../found';
import { edgesOnCircles, isOver, leadingTo, stateAt } from '../graph';

/**
 * From wherever it is, a region can come to its end; where every department fails for ever, it comes to a person who
 * must act; and machines alone never go round in a circle.
 *
 * What holds for each region holds for the case: regions influence each other along their needs, so the case is brought
 * to its end one region after another, and each stays at its end.
 */
export const converges: Check = (exploration, { id }) => {
  const { worlds, edges } = exploration;
  const numbers = worlds.map((_, at) => at);
  const over = numbers.filter((at) => isOver(exploration, at, id));
  const saved = leadingTo(worlds.length, edges, over);
  const stuck = numbers.find((at) => !saved.has(at));
  if (stuck !== undefined) {
    return [{ claim: 'converges', text: `"${id}" can never come to its end any more`, at: stuck }];
  }
  const machines = edges.filter(({ offer, reception }) => offer.from !== 'person' && reception === 'moved');
  const circle = edgesOnCircles(worlds.length, machines).find(({ offer }) => offer.region === id);
  if (circle !== undefined) {
    return [{ claim: 'converges', text: `"${id}" goes round without any person`, edge: circle }];
  }
  const own = edges.filter(({ offer, from, to }) => offer.region === id && offer.failing && from !== to);
  const going = new Set(own.map(({ from }) => from));
  const left = numbers.find((at) => !restsFor(exploration, at, id) && !going.has(at));
  if (left === undefined) return [];
  return [{ claim: 'converges', text: `"${id}" is left alone when its department fails for ever`, at: left }];
};

/** Over, not begun, or with a person: an operator, an officer, the applicant, or whoever sends the signal. */
function restsFor(exploration: Exploration, at: number, id: string): boolean {
  const world = exploration.worlds[at];
  const state = stateAt(exploration, at, id);
  if (isOver(exploration, at, id) || state === 'waiting' || world === undefined) return true;
  if (world.incidents.includes(id)) return true;
  if (world.executions.some(({ region, kind }) => region === id && kind !== 'handler')) return true;
  const step = getStep(exploration.slice.chart, id);
  return step.kind === 'wait' && step.signal !== undefined && readRegion(state).status === 'active';
}
