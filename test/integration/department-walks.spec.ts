import { Definitions } from '../../src/engine/definitions';
import { definitions } from '../../workflows/registry';
import { arrowsOf, type Arrow } from '../support/walks/arrows';
import { guardsOf, isFoundOut } from '../support/walks/broken-definitions';
import { MORNING, playWalks } from '../support/walks/play-walks';
import { openWalkedSandbox, wordsOf, type WalkedSandbox } from '../support/walks/walked-sandbox';

/** Enough to take every arrow of every step; the walks end when they have. test/chaos takes those of every subject. */
const MOST_WALKS = 400;
/** Of the arrows whose loss must be noticed every so many is tried here, and all of them in test/chaos. */
const EVERY = 12;

let sandbox: WalkedSandbox;
beforeAll(async () => {
  sandbox = await openWalkedSandbox();
});
afterAll(() => sandbox.close());

describe.each(definitions.map((definition) => [`${definition.name}@${definition.version}`, definition] as const))(
  '%s, walked through the engine and the departments',
  (name, definition) => {
    const words = wordsOf(definition);

    it('takes every arrow, keeps every promise on the way, and leaves registers that agree with the cases', async () => {
      const began = performance.now();
      const { happened, missed, excusedAndTaken, differences, ...counts } = await playWalks({
        ...{ definition, words, pool: sandbox.pool, walks: MOST_WALKS, of: 'steps', until: 1 },
        again: '--selectProjects integration -i test/integration/department-walks -t every.arrow',
      });
      const seconds = Math.round((performance.now() - began) / 1_000);
      process.stdout.write(`${JSON.stringify({ scenario: `department walks of ${name}`, ...counts, seconds })}\n`);
      if (process.env['WALK'] !== undefined) return;
      expect({ missed, excusedAndTaken, differences }).toEqual({ missed: [], excusedAndTaken: [], differences: [] });
      expect(counts.distinctPaths).toBe(counts.walks);
      expect(missingKinds(happened.toJSON())).toEqual([]);
    }, 300_000);

    it('is found out when a guard asks for nothing, or an arrow is missing', async () => {
      const chart = new Definitions([definition]).chart(definition.name, definition.version, 1);
      const defects = [
        ...guardsOf(chart).map((unguarded) => ({ unguarded })),
        ...arrowsOf(chart).flatMap((without, index) => (index % EVERY === 0 ? { without } : [])),
      ];
      expect(defects.length).toBeGreaterThan(30);
      const where = { definition, words, pool: sandbox.pool, morning: MORNING };
      // What is not broken is not found out.
      const whole = { ...(arrowsOf(chart)[0] as Arrow), event: 'no event' };
      expect(await isFoundOut(where, { without: whole }, 900_000)).toBe(false);
      const unseen: string[] = [];
      for (const [index, defect] of defects.entries()) {
        if (await isFoundOut(where, defect, 1_000_000 + 100 * index)) continue;
        unseen.push('without' in defect ? defect.without.name : defect.unguarded);
      }
      expect(unseen).toEqual([]);
    }, 300_000);
  },
);

/** Walks in which all goes well would show little. */
function missingKinds(happened: Readonly<Record<string, number>>): string[] {
  const kinds = [
    ...['answers', 'twice', 'overtake', 'later', 'callback', 'loses', 'misses', 'busy', 'breaks', 'botches', 'refuses'],
    ...['exhaust', 'correct', 'repair', 'signal', 'timer', 'said again', 'too late'],
    ...['case.withdrawn', 'case.cancelled', 'case.revoked', 'step.revoked'],
    ...['undo.completed', 'undo.refused', 'undo.failed', 'refused: late-answer'],
  ];
  return kinds.filter((kind) => (happened[kind] ?? 0) === 0);
}
