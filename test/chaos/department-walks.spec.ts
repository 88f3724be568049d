import { Definitions } from '../../src/engine/definitions';
import { definitions } from '../../workflows/registry';
import { arrowsOf } from '../support/walks/arrows';
import { guardsOf, isFoundOut } from '../support/walks/broken-definitions';
import { MORNING, playWalks } from '../support/walks/play-walks';
import { openWalkedSandbox, wordsOf, type WalkedSandbox } from '../support/walks/walked-sandbox';
import { figure, patience } from './scale';

const WALKS = 5_000;
/** Fewer do not take every arrow of every subject. */
const LEAST = 600;

let sandbox: WalkedSandbox;
beforeAll(async () => {
  sandbox = await openWalkedSandbox();
}, 120_000);
afterAll(() => sandbox.close());

describe.each(definitions.map((definition) => [`${definition.name}@${definition.version}`, definition] as const))(
  '%s, walked through the engine and the departments',
  (name, definition) => {
    const words = wordsOf(definition);

    it(
      'takes every arrow of every subject on thousands of ways, and leaves registers that agree with the cases',
      async () => {
        const walks = Math.max(LEAST, figure(WALKS));
        const began = performance.now();
        const { happened, missed, excusedAndTaken, differences, ...counts } = await playWalks({
          ...{ definition, words, pool: sandbox.pool, walks, of: 'regions' },
          again: '--selectProjects chaos -i test/chaos/department-walks -t every.arrow',
        });
        const seconds = Math.round((performance.now() - began) / 1_000);
        const told = { scenario: `department walks of ${name}`, ...counts, missed: missed.length, happened, seconds };
        process.stdout.write(`${JSON.stringify(told)}\n`);
        if (process.env['WALK'] !== undefined) return;
        expect({ missed, excusedAndTaken, differences }).toEqual({ missed: [], excusedAndTaken: [], differences: [] });
        expect(counts.distinctPaths).toBeGreaterThan(walks * 0.99);
      },
      patience(WALKS, 500) + 600_000,
    );

    it('is found out when any guard asks for nothing, or any arrow is missing', async () => {
      const chart = new Definitions([definition]).chart(definition.name, definition.version, 1);
      const defects = [
        ...guardsOf(chart).map((unguarded) => ({ unguarded })),
        ...arrowsOf(chart).map((without) => ({ without })),
      ];
      const where = { definition, words, pool: sandbox.pool, morning: MORNING };
      const unseen: string[] = [];
      for (const [index, defect] of defects.entries()) {
        if (await isFoundOut(where, defect, 1_000_000 + 100 * index)) continue;
        unseen.push('without' in defect ? defect.without.name : defect.unguarded);
      }
      process.stdout.write(`${JSON.stringify({ scenario: `defects of ${name}`, defects: defects.length, unseen })}\n`);
      expect(unseen).toEqual([]);
    }, 1_800_000);
  },
);
