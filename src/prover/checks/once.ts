import { actIn } from '../../core';
import type { Check, Found } from '../found';
import { stateAt } from '../graph';

/** A step is opened once a visit, and again only when a person says so. */
export const once: Check = (exploration, { id }) => {
  const found: Found[] = [];
  const twice = exploration.worlds.findIndex(
    ({ executions }) => executions.filter(({ region }) => region === id).length > 1,
  );
  if (twice >= 0) found.push({ claim: 'once', text: `"${id}" has two executions open at once`, at: twice });
  for (const edge of [...exploration.edges, ...exploration.strikes]) {
    const before = stateAt(exploration, edge.from, id);
    const opened = edge.opened.find(({ region, kind }) => region === id && kind === 'handler');
    const isAgain = opened?.act === undefined ? before !== 'waiting' : actIn(before) === opened.act;
    if (opened !== undefined && isAgain && !(edge.offer.from === 'person' && edge.offer.region === id)) {
      const what = opened.act === undefined ? 'runs' : 'is undone';
      found.push({ claim: 'once', text: `"${id}" ${what} again although no person has asked for it`, edge });
      break;
    }
  }
  return found;
};
