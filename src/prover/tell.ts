import type { Facts, LifeEvent } from '../core';
import type { Edge, Exploration } from './explore';
import type { Found } from './found';
import { isLate, type Offer } from './offers';
import type { Swap } from './symmetry';

/** The shortest way to what was found, one line a message, in the words of the definition. */
export function tellWay(exploration: Exploration, { at, edge }: Found): string[] {
  const { slice, origins } = exploration;
  const way: Edge[] = edge === undefined ? [] : [edge];
  let world = edge?.from ?? at;
  let situation: Facts | undefined;
  while (world !== undefined && situation === undefined) {
    const origin = origins[world];
    if (origin === undefined) break;
    if ('situation' in origin) situation = origin.situation;
    else {
      way.unshift(origin.edge);
      world = origin.edge.from;
    }
  }
  if (situation === undefined) return [];
  const lines = [tellSituation(slice.chart.definition, slice.chart.subjects, situation)];
  // Worlds stand for others with subjects swapped: names are led back to those of the situation.
  let names = new Map<number, number>();
  for (const { offer, swap } of way) {
    lines.push(tellOffer(slice.chart, offer, names));
    names = followed(names, swap);
  }
  return lines;
}

function followed(names: Map<number, number>, swap: Swap): Map<number, number> {
  const next = new Map(names);
  for (const [from, to] of swap) next.set(to, names.get(from) ?? from);
  return next;
}

function tellSituation({ subject }: LifeEvent, subjects: number, situation: Facts): string {
  const facts = Object.entries(situation).map(([fact, value]) => `${fact} = ${String(value)}`);
  const count = subject === undefined ? [] : [`${subject.list}: ${subjects}`];
  const told = [...count, ...facts].join(', ');
  return told === '' ? 'the case begins' : `the case begins with ${told}`;
}

function tellOffer(chart: Exploration['slice']['chart'], offer: Offer, names: Swap): string {
  const { region, body } = offer;
  const who = nameOf(chart, region, names);
  switch (body.type) {
    case 'reversal':
      return body.region === ''
        ? 'the case is taken back'
        : `${nameOf(chart, body.region, names)} is revoked, with what stands on it`;
    case 'answer': {
      const late = isLate(offer) ? ', late' : '';
      const { answer } = body;
      if (answer.outcome === 'completed') return `${who} is answered: done${late}`;
      if (answer.outcome === 'failed') return `${who} fails for good, all attempts used up${late}`;
      return `${who} is refused (${answer.reason.code})${late}`;
    }
    case 'decision':
      return `a person decides about ${who}: ${body.decision.kind}${'code' in body.decision ? ` (${body.decision.code})` : ''}`;
    case 'correction':
      return body.decision === 'corrected' ? `the applicant corrects ${who}` : `the applicant gives ${who} up`;
    case 'signal':
      return `signal "${body.signal}" comes for ${who}`;
    case 'timer':
      return `timer "${body.timer}" of ${who} fires`;
    case 'repair':
      return `an operator decides about ${who}: ${body.repair}`;
  }
}

function nameOf(chart: Exploration['slice']['chart'], region: string, names: Swap): string {
  const { step = region, subject = 0 } = chart.byId.get(region) ?? {};
  const word = chart.definition.subject?.name ?? 'subject';
  return subject === 0 ? `"${step}"` : `"${step}" of ${word} ${names.get(subject) ?? subject}`;
}
