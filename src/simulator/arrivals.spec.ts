import { civilDate, officialCalendar } from '../core';
import { listedArrivals, poissonArrivals } from './arrivals';
import { drawsOf } from './draws';
import { InvalidScenario } from './read-scenario';
import type { Arrivals } from './scenario';

const september = { warmUpFrom: '2026-09-01', first: '2026-09-01', last: '2026-09-30' };
const come = (arrivals: Partial<Arrivals>, days = september, seed = 1): number[] =>
  poissonArrivals({ kind: 'poisson', cases: 3_000, ...arrivals }, days, officialCalendar, drawsOf(seed));
const dayOf = (at: number): string => civilDate(new Date(at));
const hourOf = (at: number): number => Math.floor(((at + 8 * 3_600_000) % 86_400_000) / 3_600_000);

describe('arrivals', () => {
  it('are as many as asked on the average, and vary as a Poisson stream does', () => {
    const counts = Array.from({ length: 40 }, (_, seed) => come({ cases: 100 }, september, seed).length);
    const mean = counts.reduce((sum, one) => sum + one, 0) / counts.length;
    const variance = counts.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (counts.length - 1);
    expect(Math.abs(mean - 100)).toBeLessThan(5);
    expect(variance / mean).toBeGreaterThan(0.5);
    expect(variance / mean).toBeLessThan(1.8);
  });

  it('are in order, and go with the hours of the day', () => {
    const hours = Array.from({ length: 24 }, (_, hour) => (hour === 9 ? 3 : hour === 15 ? 1 : 0));
    const times = come({ hours });
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(new Set(times.map(hourOf))).toEqual(new Set([9, 15]));
    const early = times.filter((at) => hourOf(at) === 9).length;
    expect(early / times.length).toBeCloseTo(0.75, 1);
  });

  it('treat a public holiday as a Sunday and a make-up day as a Monday', () => {
    const times = come({ week: [1, 1, 1, 1, 1, 0, 0] });
    const days = new Set(times.map(dayOf));
    // 2026-09-25 is a Friday and Mid-Autumn; 2026-09-20 is a Sunday that is worked for National Day.
    expect([days.has('2026-09-25'), days.has('2026-09-20'), days.has('2026-09-13')]).toEqual([false, true, false]);
  });

  it('come before the first day at the same strength', () => {
    const times = come({}, { ...september, warmUpFrom: '2026-08-22' });
    const before = times.filter((at) => dayOf(at) < '2026-09-01').length;
    expect(before / (times.length - before)).toBeCloseTo(1 / 3, 1);
  });

  it('from a file come when it says, and every bad line of it is named', () => {
    const text = '# births\n2026-09-02T10:00:00+08:00\n\n2026-09-01T08:00+08:00\n';
    expect(listedArrivals(text, '2026-09-01', '2026-09-30', '/a').map((at) => new Date(at).toISOString())).toEqual([
      '2026-09-01T00:00:00.000Z',
      '2026-09-02T02:00:00.000Z',
    ]);
    const bad = (): number[] =>
      listedArrivals('noon\n2026-09-02 10:00\n2026-10-01T00:00:00+08:00', '2026-09-01', '2026-09-30', '/a');
    expect(bad).toThrow(InvalidScenario);
    expect(bad).toThrow(/line 1 [\s\S]*line 2 [\s\S]*line 3 lies outside/);
    expect(() => listedArrivals('\n', '2026-09-01', '2026-09-30', '/a')).toThrow('names no instant');
  });
});
