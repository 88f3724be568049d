import type { Check, Found } from '../found';
import { stateAt } from '../graph';

/** A step is opened once a visit, and again only when a person says so. */
export const once: Check = (exploration, { id }) => {
  const found: Found[] = [];
  const twice = exploration.worlds.findIndex(
    ({ executions }) => executions.filter(({ region }) => region === id).length > 1,
  );
  if (twice >= 0) found.push({ claim: 'once', text: `"${id}" has two executions open at once`, at: twice });
  for (const edge of exploration.edges) {
    const before = stateAt(exploration, edge.from, id);
    const isOpened = edge.opened.some(({ region, kind }) => region === id && kind === 'handler');
    if (isOpened && before !== 'waiting' && !(edge.offer.from === 'person' && edge.offer.region === id)) {
      found.push({ claim: 'once', text: `"${id}" runs again although no person has asked for it`, edge });
      break;
    }
  }
  return found;
};
