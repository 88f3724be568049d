import { Problem } from '../problem';
import type { Facts, Matter } from './matter';

/** The undo of a matter: the entry is marked void and stays readable; voiding it again changes nothing. */
export function voids(entering: Matter, name: string, furtherOutput: readonly string[] = []): Matter {
  return {
    name,
    register: entering.register,
    keyField: entering.keyField,
    reads: {
      required: [entering.keyField],
      optional: [...entering.reads.required, ...(entering.reads.optional ?? []), ...furtherOutput],
    },
    decide: (_fields, facts) => {
      mustStand(facts, entering.register);
      return { kind: 'void' };
    },
  };
}

/** Fills in what was not known when the entry was made. */
export function completes(entering: Matter, name: string, fields: readonly string[]): Matter {
  return {
    name,
    register: entering.register,
    keyField: entering.keyField,
    reads: { required: [entering.keyField, ...fields] },
    decide: (_fields, facts) => {
      mustStand(facts, entering.register);
      if (facts.entry === 'voided') {
        throw new Problem(
          409,
          'entry-voided',
          `the entry of ${entering.register} was voided: nothing can be added to it`,
        );
      }
      return { kind: 'complete' };
    },
  };
}

function mustStand(facts: Facts, register: string): void {
  if (facts.entry === null) throw new Problem(409, 'entry-unknown', `${register} holds no entry under this number`);
}
