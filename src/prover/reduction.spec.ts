import fc from 'fast-check';
import { buildChart, type LifeEvent } from '../core';
import { explore, type Exploration } from './explore';
import { partsOf, prove, type Proof } from './prove';
import { breaksOf, type Break } from './testing/break-chart';
import { anyDefinition } from './testing/any-definition';

/** What can be told of one region, over everything that can happen. */
function seenOf({ worlds, regions }: Exploration, id: string): string[] {
  const looks = worlds.map((world, at) => {
    const own = ({ region }: { region: string }): boolean => region === id;
    return JSON.stringify([
      regions[at]?.[id],
      world.executions.filter(own),
      world.timers.filter(own),
      world.incidents.filter((region) => region === id),
    ]);
  });
  return [...new Set(looks)].sort();
}

const MOST = 200;

const told = ({ violations }: Proof): string[] =>
  [...new Set(violations.map(({ claim, text }) => `${claim}: ${text.replace(/@\d+/g, '')}`))].sort();

/** In the part around one step the others come to their ends, as their own parts say: of a jam its cause is told. */
const isConsequence = (text: string, parts: readonly string[]): boolean =>
  text.startsWith('converges: ') && parts.some((other) => other.startsWith('converges: '));

const isWhole = ({ violations }: Proof): boolean => violations.every(({ claim }) => claim !== 'explored');

it('sees of each step in its part exactly what the whole chart shows of it', () => {
  fc.assert(
    fc.property(anyDefinition(3, 2), fc.constantFrom(1, 2), (definition, subjects) => {
      const chart = buildChart(definition, subjects);
      const whole = explore(partsOf(chart, 'none')[0]!.slice, { most: MOST });
      fc.pre(whole.complete);
      for (const { slice, focus = '' } of partsOf(chart, 'parts')) {
        expect(seenOf(explore(slice, { focus, most: MOST }), focus)).toEqual(seenOf(whole, focus));
      }
    }),
    { numRuns: 4 },
  );
});

it('finds in parts what the whole chart shows, of a chart with something broken', () => {
  let compared = 0;
  fc.assert(
    fc.property(anyDefinition(2, 2), fc.nat(), (definition, pick) => {
      const layOut = brokenBy(definition, pick);
      const whole = prove(definition, { layOut, reduction: 'none', most: MOST });
      fc.pre(isWhole(whole));
      compared += whole.violations.length > 0 ? 1 : 0;
      const [all, parts] = [told(whole), told(prove(definition, { layOut, most: MOST }))];
      expect(all).toEqual(expect.arrayContaining(parts));
      const unsaid = all.filter((text) => !parts.includes(text));
      expect(unsaid.filter((text) => !isConsequence(text, parts))).toEqual([]);
    }),
    { numRuns: 10 },
  );
  expect(compared).toBeGreaterThan(0);
});

/** The same break for every number of subjects. */
function brokenBy(definition: LifeEvent, pick: number): typeof buildChart {
  const names = [...breaksOf(buildChart(definition, 1))].map(({ name }) => name);
  const name = names[pick % names.length];
  return (of, subjects) => {
    const found = [...breaksOf(buildChart(of, subjects))].find((one: Break) => one.name === name);
    return found?.chart ?? buildChart(of, subjects);
  };
}

it('never rejects a sound definition', () => {
  fc.assert(
    fc.property(anyDefinition(4, 2), (definition) => {
      expect(prove(definition).violations).toEqual([]);
    }),
    { numRuns: 5 },
  );
});
