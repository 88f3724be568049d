import { all, any, fact, factsOf, holds, not, renameFacts } from './condition';

const dry = fact('season', 'dry');
const abroad = fact('abroad');
const nested = all(dry, any(not(abroad), fact('known')));

describe('a condition', () => {
  it.each([
    [{ season: 'dry', abroad: false }, true],
    [{ season: 'dry', abroad: true }, false],
    [{ season: 'dry', abroad: true, known: true }, true],
    [{ season: 'wet', abroad: false }, false],
    [{}, false],
  ])('holds or not for %j: %s', (facts, expected) => expect(holds(nested, facts)).toBe(expected));

  it('about a fact that is not known does not hold, and its opposite does', () => {
    expect([holds(abroad, {}), holds(not(abroad), {}), holds(fact('abroad', false), {})]).toEqual([false, true, false]);
  });

  it('does not take the text "true" for yes', () => expect(holds(abroad, { abroad: 'true' })).toBe(false));

  it('of no parts: all hold, none of any does', () =>
    expect([holds(all(), {}), holds(any(), {})]).toEqual([true, false]));

  it('names every fact it asks about, however deep', () => {
    expect(factsOf(nested)).toEqual([
      { fact: 'season', is: 'dry' },
      { fact: 'abroad', is: true },
      { fact: 'known', is: true },
    ]);
  });

  it('is bound to one subject without being changed', () => {
    const before = JSON.stringify(nested);
    expect(factsOf(renameFacts(nested, (name) => `2.${name}`)).map((asked) => asked.fact)).toEqual([
      '2.season',
      '2.abroad',
      '2.known',
    ]);
    expect(JSON.stringify(nested)).toBe(before);
  });
});
