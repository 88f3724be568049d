import { readIdNumber } from '../identity/id-number';
import { isJinhuaDivision } from '../identity/divisions';
import { city } from './city';

describe('demo city', () => {
  const town = city();

  it('gives 100,000 persons a valid ID number of their own', () => {
    const seen = new Set<string>();
    let wrong = 0;
    for (let index = 0; index < town.persons; index += 1) {
      const person = town.person(index);
      const parts = readIdNumber(person.idNumber);
      if (parts?.bornOn !== person.bornOn || parts.sex !== person.sex) wrong += 1;
      seen.add(person.idNumber);
    }
    expect(wrong).toBe(0);
    expect(seen.size).toBe(100_000);
  });

  it('has 35,000 to 40,000 households, each person in the household that names it', () => {
    expect(town.households).toBeGreaterThanOrEqual(35_000);
    expect(town.households).toBeLessThanOrEqual(40_000);
    const members = Array.from({ length: town.households }, (_, index) => town.household(index)).flatMap((household) =>
      household.persons.map((person) => ({ household: household.index, person })),
    );
    expect(members).toHaveLength(town.persons);
    expect(members.every(({ person }, index) => person === index)).toBe(true);
    expect(members.every(({ household, person }) => town.person(person).household === household)).toBe(true);
  });

  it('marries nobody twice and nobody under 20', () => {
    const marriages = Array.from({ length: 3_000 }, (_, index) => town.marriage(index) ?? []).flat();
    const spouses = marriages.flatMap((marriage) => [marriage.wife, marriage.husband]);
    expect(new Set(spouses).size).toBe(spouses.length);
    const ages = marriages.flatMap((marriage) =>
      [marriage.wife, marriage.husband].map(
        (spouse) => Number(marriage.registeredOn.slice(0, 4)) - Number(town.person(spouse).bornOn.slice(0, 4)),
      ),
    );
    expect(Math.min(...ages)).toBeGreaterThan(20);
    expect(
      marriages.every(({ wife, husband }) => town.person(wife).sex === 'female' && town.person(husband).sex === 'male'),
    ).toBe(true);
  });

  it('is the same for the same seed and another one for another seed', () => {
    expect(city('a', 800).person(17)).toEqual(city('a', 80_000).person(17));
    expect(city('a', 800).person(17)).not.toEqual(city('b', 800).person(17));
  });

  it('stays whole when it ends in the middle of a household', () => {
    for (let persons = 80; persons <= 160; persons += 1) {
      const small = city('small', persons);
      const members = Array.from({ length: small.households }, (_, index) => small.household(index).persons).flat();
      expect(members).toHaveLength(persons);
      const last = small.marriage(small.households - 1);
      expect(Math.max(last?.wife ?? 0, last?.husband ?? 0)).toBeLessThan(persons);
    }
  });

  it('has couples whose household lies in Hangzhou', () => {
    const couples = town.householdsOfKind('coupleFromHangzhou');
    expect(couples.count).toBeGreaterThan(1_000);
    expect([0, 1, couples.count - 1].map((n) => isJinhuaDivision(couples.at(n).divisionCode))).toEqual([
      false,
      false,
      false,
    ]);
    expect(readIdNumber(town.person(couples.at(0).persons[0] ?? -1).idNumber)?.divisionCode).toMatch(/^3301/);
  });

  it('is refused where it would have to repeat numbers', () => {
    expect(() => city('x', 10_000_000)).toThrow(RangeError);
    expect(() => city('x', 0)).toThrow(RangeError);
    const largest = city('x', 720_000);
    expect(largest.person(719_999).idNumber).toMatch(/^\d{17}[\dX]$/);
  });
});
