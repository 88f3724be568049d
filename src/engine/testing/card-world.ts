import { civilDate, type Beginning } from '../../core';
import { libraryCard } from './library-card';
import { openMemoryStores } from './memory-stores';
import { countSubjects, morningOf } from './play-seeds';
import type { Random } from './random';
import type { SimulatedWorld } from './simulation';
import { definitions } from './stores';

/** A family that asks for library cards on a morning. */
export const cardBeginning =
  (morning: Date) =>
  (random: Random): Beginning => {
    const subjects = countSubjects(random);
    return {
      record: {
        family: { name: '甲', since: civilDate(morning) },
        readers: Array.from({ length: subjects }, () => ({ name: '乙', idNumber: '110105202602304321' })),
      },
      facts: { late: false },
      subjectFacts: Array.from({ length: subjects }, () => ({ photoKnown: random.chance(0.5) })),
      businessKey: [random.uuid()],
      persons: [],
    };
  };

/** Library cards over the stores in memory. */
export function cardWorld(seed: number): SimulatedWorld {
  const morning = morningOf(seed);
  const stores = openMemoryStores(definitions, morning);
  return {
    ...{ definition: libraryCard, definitions, stores, clock: stores.clock, beginning: cardBeginning(morning) },
    ...{ steps: 45, checkEvery: 1, ownTime: true },
  };
}
