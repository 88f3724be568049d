import { walkDefinition } from '../../src/core/testing/walk-definition';
import { definitions } from '../../workflows/registry';
import { figure, patience } from './scale';

const WALKS = 100_000;
/** Fewer do not come through everything. */
const LEAST = 5_000;

describe('every definition, walked at random', () => {
  it.each(definitions.map((definition) => [`${definition.name}@${definition.version}`, definition] as const))(
    '%s keeps what it says in every position, ends, and shows every state and arrow',
    (name, definition) => {
      const many = Math.max(LEAST, figure(WALKS));
      const began = performance.now();
      const { missed, ...walked } = walkDefinition(definition, many);
      const seconds = Math.round((performance.now() - began) / 1_000);
      process.stdout.write(
        `${JSON.stringify({ scenario: `walks of ${name}`, ...walked, missed: missed.length, seconds })}\n`,
      );
      expect({ walks: walked.walks, missed }).toEqual({ walks: many, missed: [] });
    },
    patience(WALKS, 60),
  );
});
