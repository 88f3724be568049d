import { judgeMessage } from '../../engine/judge-message';
import type { Exploration } from '../explore';
import type { Check, Found } from '../found';
import { stateAt } from '../graph';
import { storedOf, type Reception, type World } from '../world';

/** Whatever what is open can say is expected; what nobody waits for moves nothing; and no arrow is there for nobody. */
export const answered: Check = (exploration, { id }) => {
  const own = exploration.edges.filter(({ offer }) => offer.region === id);
  const strays = exploration.strays.filter(({ offer }) => offer.region === id);
  const found: Found[] = [];
  const lost = own.find(({ reception }) => isRefused(reception));
  if (lost !== undefined) {
    found.push({ claim: 'answered', text: `"${id}" does not expect what comes last here`, edge: lost });
  }
  const stray = strays.find(({ reception }) => reception === 'moved');
  if (stray !== undefined) {
    found.push({ claim: 'answered', text: `"${id}" is moved by a message that nobody waits for`, edge: stray });
  }
  const broken = [...exploration.edges, ...exploration.strays, ...exploration.strikes].find(
    ({ reception }) => typeof reception === 'object' && !isRefused(reception),
  );
  if (broken !== undefined) found.push({ claim: 'answered', text: 'a message breaks the fold', edge: broken });
  return [...found, ...idleArrows(exploration, id)];
};

const isRefused = (reception: Reception): boolean => typeof reception === 'object' && REFUSALS.has(reception.refused);
const REFUSALS = new Set(['late-answer', 'task-closed', 'not-expected-here', 'stale-epoch', 'ignored']);

/** An arrow that no message ever takes, out of a state that is reached: a word of the definition that has no effect. */
function idleArrows(exploration: Exploration, id: string): Found[] {
  const { chart } = exploration.slice;
  const taken = new Map<string, Set<string>>();
  const first = new Map<string, number>();
  exploration.worlds.forEach((_, at) => {
    const state = stateAt(exploration, at, id);
    if (!first.has(state)) first.set(state, at);
  });
  for (const edge of [...exploration.edges, ...exploration.strays]) {
    const { body } = edge.offer;
    if (edge.offer.region !== id || body.type === 'reversal') continue;
    const world = exploration.worlds[edge.from] as World;
    const verdict = judgeMessage(chart, storedOf(world, body), new Map(), { body });
    const state = stateAt(exploration, edge.from, id);
    if (verdict.kind === 'event') taken.set(state, (taken.get(state) ?? new Set()).add(verdict.type));
  }
  return [...first].flatMap(([state, at]) => {
    const events = Object.keys(chart.states[id]?.states[state]?.on ?? {});
    const idle = events.filter((event) => !(taken.get(state)?.has(event) ?? false) && !isSpare(exploration, id, event));
    return idle.map((event): Found => ({ claim: 'answered', text: `nothing ever says "${event}"`, at }));
  });
}

/** The chart gives every wait an arrow for its signal; one for a date alone has none to take it. */
function isSpare({ slice: { chart } }: Exploration, id: string, event: string): boolean {
  const step = chart.definition.steps[chart.byId.get(id)?.step ?? ''];
  return step?.kind === 'wait' && step.signal === undefined && event === `${id}.completed`;
}
