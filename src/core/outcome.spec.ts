import { libraryCard } from '../engine/testing/library-card';
import { buildChart } from './chart';
import { isMatter, outcomeOf, readRegion } from './outcome';

const chart = buildChart(libraryCard, 2);

/** A state in which every region is completed but what is said otherwise. */
const state = (otherwise: Record<string, string> = {}, facts: Record<string, unknown> = {}): string =>
  JSON.stringify({
    v: Object.fromEntries(chart.regions.map(({ id }) => [id, otherwise[id] ?? 'completed'])),
    f: facts,
  });

describe('a region', () => {
  it.each([
    ['completed', { status: 'completed' }],
    ['manual:lives-elsewhere', { status: 'manual', reason: 'lives-elsewhere' }],
    ['skipped:by-operator', { status: 'skipped', reason: 'by-operator' }],
    ['manual:a:b', { status: 'manual', reason: 'a:b' }],
    ['manual:', { status: 'manual', reason: '' }],
  ])('"%s" is %j', (text, expected) => {
    expect(readRegion(text)).toEqual(expected);
  });
});

describe('a matter', () => {
  it.each(['greet', 'issue', 'shelf', 'bill'])('is "%s", which a person sees', (step) => {
    expect(isMatter(chart, step)).toBe(true);
  });

  it.each(['photo', 'pickUp'])('is not "%s", which only waits', (step) => {
    expect(isMatter(chart, step)).toBe(false);
  });

  it('is not what there is not', () => {
    expect(isMatter(chart, 'nothing')).toBe(false);
    expect(isMatter(chart, '')).toBe(false);
  });

  it('is not a follow-up, which completes what another step has begun', () => {
    const [name, parts] = Object.entries(libraryCard.steps).find(([, { kind }]) => kind === 'handler') ?? [];
    const steps = { ...libraryCard.steps, [name as string]: { ...parts, completes: 'issue' } };
    const following = buildChart({ ...libraryCard, steps } as typeof libraryCard, 1);
    expect(isMatter(following, name as string)).toBe(false);
  });
});

describe('a case that has ended', () => {
  it('is completed when everything was done', () => {
    expect(outcomeOf(chart, state())).toBe('completed');
  });

  it('is completed when what was not done did not apply', () => {
    expect(outcomeOf(chart, state({ 'issue@1': 'notApplicable:known' }))).toBe('completed');
  });

  it('is completed whatever its waits came to', () => {
    expect(outcomeOf(chart, state({ 'photo@1': 'skipped:case-stopped', pickUp: 'notApplicable:known' }))).toBe(
      'completed',
    );
  });

  it.each(['refused', 'failed', 'manual:lives-elsewhere', 'skipped:late', 'skipped:by-operator', 'waiting'])(
    'is partially completed when one matter of one child is %s',
    (ending) => {
      expect(outcomeOf(chart, state({ 'issue@2': ending }))).toBe('partiallyCompleted');
    },
  );

  it('is partially completed when a matter is missing in its state', () => {
    expect(outcomeOf(chart, JSON.stringify({ v: {}, f: {} }))).toBe('partiallyCompleted');
  });

  it('is rejected when it was stopped, though everything else was done', () => {
    expect(outcomeOf(chart, state({}, { stopped: true }))).toBe('rejected');
  });

  it.each([false, 'true', 1, null])('is not rejected by "stopped" being %j', (stopped) => {
    expect(outcomeOf(chart, state({}, { stopped }))).toBe('completed');
  });
});
