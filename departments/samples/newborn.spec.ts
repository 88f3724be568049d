import { NEWBORN_SITUATIONS, newbornSamples } from './newborn';

const now = new Date('2026-11-21T03:00:00Z');

describe('newborn samples', () => {
  it.each(NEWBORN_SITUATIONS)('%s: the same seed and day give the same reports', (situation) => {
    const first = newbornSamples({ seed: 7, count: 20, situation, now });
    expect(newbornSamples({ seed: 7, count: 20, situation, now: new Date('2026-11-21T15:59:00Z') })).toEqual(first);
    expect(newbornSamples({ seed: 8, count: 20, situation, now })).not.toEqual(first);
  });

  it.each(NEWBORN_SITUATIONS)('%s: no mother twice in a run', (situation) => {
    const reports = newbornSamples({ seed: 3, count: 800, situation, now });
    expect(new Set(reports.map((report) => report.mother.idNumber)).size).toBe(800);
  });

  it('gives another seed mostly other mothers and hardly ever the same birth', () => {
    const births = [1, 2, 3, 4].flatMap((seed) =>
      newbornSamples({ seed, count: 500, now }).map((report) => `${report.mother.idNumber} ${report.birth.bornAt}`),
    );
    expect(new Set(births).size).toBe(2_000);
  });

  it('puts every birth into the ten days before today', () => {
    const times = newbornSamples({ seed: 1, count: 500, now }).map((report) => report.birth.bornAt.slice(0, 10));
    expect([...new Set(times)].sort()).toEqual(
      Array.from({ length: 10 }, (_, index) => `2026-11-${String(index + 11).padStart(2, '0')}`),
    );
  });

  it('leaves out what a situation does not know', () => {
    const [unknown] = newbornSamples({ seed: 1, count: 1, situation: 'fatherUnknown', now });
    expect(unknown).not.toHaveProperty('father');
    expect(unknown?.birth.singleParentStatement).toBe(true);
    expect(unknown?.marriage).toEqual({ status: 'unmarried', statement: expect.any(String) });
    const [unnamed] = newbornSamples({ seed: 1, count: 1, situation: 'nameNotChosen', now });
    expect(unnamed?.children[0]).not.toHaveProperty('name');
    const [triplets] = newbornSamples({ seed: 1, count: 1, situation: 'triplets', now });
    expect(triplets?.children.map((child) => child.order)).toEqual([1, 2, 3]);
    expect(triplets?.birth.count).toBe(3);
  });

  it('says how large a city must be instead of repeating a mother', () => {
    expect(() => newbornSamples({ seed: 1, count: 2_000, situation: 'motherNotInsured', now })).toThrow(/cityPersons/);
  });
});
