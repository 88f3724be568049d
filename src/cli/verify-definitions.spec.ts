import { before, step } from '../core';
import { claims } from '../prover/found';
import { matter, small } from '../prover/testing/words';
import { verifyDefinitions } from './verify-definitions';

const lend = step('library.lend', matter);
const sound = small({ steps: { lend } });
const faulty = small({ steps: { find: step('library.find', matter), lend }, always: [before('find', 'lend')] });

function verify(definitions: Parameters<typeof verifyDefinitions>[0], json = false, whole = false) {
  const lines: string[] = [];
  const good = verifyDefinitions(definitions, { json, whole }, (line) => lines.push(line));
  return { good, lines };
}

it('tells what was looked at, how long it took, and each claim that holds', () => {
  const { good, lines } = verify([sound]);
  expect(good).toBe(true);
  expect(lines[0]).toMatch(
    /^small 1: proven\. \d+ configurations and \d+ transitions in 1 parts; [\d.]+ s, at most \d+ MB\.$/,
  );
  expect(lines).toContain(`  ✓ ${claims.converges}`);
  expect(lines.at(-1)).toContain('branching bisimulation');
});

it('tells the shortest way to a claim that does not hold, and is not content', () => {
  const { good, lines } = verify([sound, faulty]);
  expect(good).toBe(false);
  const at = lines.indexOf(`  ✗ ${claims.declared}`);
  expect(lines.slice(at + 1, at + 3)).toEqual([
    '      "lend" starts before "find" is done',
    '        1. the case begins',
  ]);
});

it('says the same as JSON, also of the whole chart', () => {
  for (const whole of [false, true]) {
    const { good, lines } = verify([sound, faulty], true, whole);
    expect(good).toBe(false);
    const results = JSON.parse(lines.join('')) as { verdict: string; reduction: string; violations: object[] }[];
    expect(results.map(({ verdict, reduction }) => [verdict, reduction])).toEqual([
      ['proven', whole ? 'none' : 'parts'],
      ['refuted', whole ? 'none' : 'parts'],
    ]);
    expect(results[1]?.violations).toEqual([
      { claim: 'declared', text: '"lend" starts before "find" is done', way: ['the case begins'] },
    ]);
  }
});
