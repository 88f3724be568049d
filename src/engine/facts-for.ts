import { readState, type Facts, type LifeEvent } from '../core';
import type { ReadCase } from './case-reader';

/** The facts of the case as they are for one subject: its own under their bare names, no other subject's. */
export function factsFor({ subject: word }: LifeEvent, { state }: Pick<ReadCase, 'state'>, subject: number): Facts {
  const { facts } = readState(state);
  if (word === undefined) return facts;
  const numbered = new RegExp(`^${word.name}\\.(\\d+)\\.(.+)$`);
  return Object.fromEntries(
    Object.entries(facts).flatMap(([name, value]) => {
      const [, number, bare] = numbered.exec(name) ?? [];
      if (number === undefined) return [[name, value]];
      return Number(number) === subject ? [[bare, value]] : [];
    }),
  ) as Facts;
}
