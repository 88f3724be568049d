import type { Beginning, Fields } from '../../../src/core';
import type { Random } from '../../../src/engine/testing/random';

/** What a walk through a life event has to be told that its definition does not say. */
export interface WalkWords {
  /** A case as somebody reports it on `now`, with so many subjects; a family, an owner of its own each time. */
  beginning(random: Random, subjects: number, now: Date): Beginning;
  /** The body of a signal. What the facts ask for may be left out: then nobody sends it. */
  signal(random: Random, signal: string, beginning: Beginning, subject: number): object;
  /** What an applicant puts right of a step. */
  correction(random: Random, step: string, beginning: Beginning): Fields;
  /** Arrows that no walk can take, by name, and why not. */
  readonly unreachable: Readonly<Record<string, string>>;
}
