import { Problem } from '../problem';
import type { Fields, Reads } from './fields';
import type { Decision, Facts, Made, Matter } from './matter';

interface VoidsWords {
  /** What the step may have been answered beside the number. */
  furtherOutput?: readonly string[];
  /** Makes an entry of what was voided, once, with these notes. */
  makes?: Made & { notes?: (now: Date) => Record<string, unknown> };
}

/**
 * The undo of a matter: what the earlier call made is marked void and stays readable; undoing it again changes nothing.
 * An earlier call that never came is remembered as undone and refused when it comes: its caller may have given up on it
 * while it was on its way.
 */
export function voids(entering: Matter, name: string, { furtherOutput = [], makes }: VoidsWords = {}): Matter {
  return {
    name,
    register: entering.register,
    keyField: entering.keyField,
    reads: { required: [], optional: [...all(entering.reads), entering.keyField, ...furtherOutput] },
    change: { kind: 'undo', of: entering.name },
    ...(makes && { makes }),
    decide: (_fields, { received }, now) => {
      if (!received) return { kind: 'forestall' };
      return { kind: 'void', ...(makes?.notes && { notes: makes.notes(now) }) };
    },
  };
}

/** Fills in what was not known when the entry was made; told again when that has changed, it keeps what it was before. */
export function completes(entering: Matter, name: string, fields: readonly string[]): Matter {
  return {
    name,
    register: entering.register,
    keyField: entering.keyField,
    reads: { required: [entering.keyField, ...fields] },
    repeats: true,
    decide: (_fields, facts) => {
      mustStand(facts, entering.register);
      return { kind: 'complete' };
    },
  };
}

/** The undo of a matter that filled something in. */
export function forgets(completing: Matter, name: string): Matter {
  return {
    name,
    register: completing.register,
    keyField: completing.keyField,
    reads: { required: [], optional: all(completing.reads) },
    change: { kind: 'undo', of: completing.name },
    decide: (_fields, { received }) => ({ kind: received ? 'forget' : 'forestall' }),
  };
}

interface AmendsWords {
  /** What the step was answered beside the number. */
  furtherOutput?: readonly string[];
  /** What follows for the number; kept when nothing is said. */
  decide?: (fields: Fields, facts: StandingFacts, now: Date) => Decision;
}

/** Facts of an entry that stands. */
export type StandingFacts = Facts & { held: NonNullable<Facts['held']> };

/** Puts an entry right after what it was made of has changed: what it was before stays in it, and its old number finds it. */
export function amends(entering: Matter, name: string, { furtherOutput = [], decide }: AmendsWords = {}): Matter {
  return {
    name,
    register: entering.register,
    keyField: entering.keyField,
    reads: {
      required: [...entering.reads.required, entering.keyField],
      optional: [...(entering.reads.optional ?? []), ...furtherOutput],
    },
    change: { kind: 'amend', of: entering.name },
    ...(entering.allot !== undefined && { allot: entering.allot }),
    ...(entering.onePer && { onePer: entering.onePer }),
    ...(entering.facts && { facts: entering.facts }),
    decide: (fields, facts, now) => {
      mustStand(facts, entering.register);
      return decide?.(fields, facts as StandingFacts, now) ?? { kind: 'amend', number: 'kept' };
    },
  };
}

const all = ({ required, optional = [] }: Reads): string[] => [...required, ...optional];

function mustStand(facts: Facts, register: string): void {
  if (facts.entry === null) throw new Problem(409, 'entry-unknown', `${register} holds no such entry`);
  if (facts.entry === 'voided') {
    throw new Problem(409, 'entry-voided', `the entry of ${register} was voided: it cannot be changed any more`);
  }
}
