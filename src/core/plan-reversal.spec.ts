import { buildChart } from './chart';
import { judgeReversal, planReversal } from './plan-reversal';
import { journey } from './testing/journey';

const chart = buildChart(journey, 2);
const stateOf = (other: Record<string, string> = {}): string => {
  const v = Object.fromEntries(chart.regions.map(({ id }) => [id, other[id] ?? 'completed']));
  return JSON.stringify({ v, f: {} });
};
const planOf = (other: Record<string, string>, region?: string) =>
  planReversal(chart, stateOf(other), region === undefined ? { kind: 'withdrawn' } : { kind: 'revoked', region });
const find = (plan: ReturnType<typeof planOf>, id: string) => plan.find(({ region }) => region === id);

describe('what taking back would do', () => {
  it('never undoes what something still stands on', () => {
    const plan = planOf({});
    expect(find(plan, 'ticket@1')).toEqual({
      ...{ region: 'ticket@1', action: 'undo', matter: 'railway.refund', mayHaveHappened: false },
      after: expect.arrayContaining(['luggage@1', 'insurance@1', 'invoice', 'greeting']) as string[],
    });
    const place = new Map(plan.map(({ region }, index) => [region, index]));
    for (const line of plan) {
      for (const id of 'after' in line ? line.after : [])
        expect(place.get(id)).toBeLessThan(place.get(line.region) as number);
    }
  });

  it('does not wait for the other traveller', () => {
    expect(find(planOf({}), 'ticket@1')).toMatchObject({
      after: expect.not.arrayContaining(['luggage@2']) as string[],
    });
  });

  it.each(['active', 'failed'])('asks to undo what may have been done: %s', (state) => {
    expect(find(planOf({ invoice: state }), 'invoice')).toEqual({
      ...{ region: 'invoice', action: 'undo', matter: 'tax.cancelBill', after: [], mayHaveHappened: true },
    });
  });

  it.each(['waiting', 'suspended'])('does not call a department that has done nothing: %s', (state) => {
    expect(find(planOf({ invoice: state }), 'invoice')).toEqual({ region: 'invoice', action: 'cancel' });
  });

  it.each(['active', 'escalated', 'proposed', 'failed'])('ends a task that lies with somebody: %s', (state) => {
    expect(find(planOf({ check: state }), 'check')).toEqual({ region: 'check', action: 'cancel' });
  });

  it('says of every result that stays why it stays', () => {
    const kept = planOf({}).filter(({ action }) => action === 'keep');
    expect(kept.map((line) => [line.region, 'reason' in line && line.reason]).sort()).toEqual([
      ['check', 'nothing-to-undo'],
      ['label@1', 'nothing-to-undo'],
      ['label@2', 'nothing-to-undo'],
      ['tip', 'given-away'],
    ]);
  });

  it('tells the department of an effect that stays', () => {
    expect(find(planOf({}), 'insurance@1')).toEqual({
      ...{ region: 'insurance@1', action: 'notify', matter: 'insurer.noteReturn', reason: 'cover-has-begun' },
      ...{ after: [], mayHaveHappened: false },
    });
  });

  it.each(['refused', 'manual:elsewhere', 'skipped:by-operator', 'notApplicable:abroad'])(
    'leaves alone what ended without a result: %s',
    (state) => {
      const plan = planOf({ invoice: state });
      expect(find(plan, 'invoice')).toBeUndefined();
      expect(find(plan, 'ticket@1')).toMatchObject({ after: expect.not.arrayContaining(['invoice']) as string[] });
    },
  );

  it('strikes, when one step is revoked, what stands on it or has read from it, and nothing else', () => {
    const struck = planOf({}, 'ticket@1').map(({ region }) => region);
    expect(struck.sort()).toEqual(['insurance@1', 'invoice', 'label@1', 'luggage@1', 'ticket@1', 'tip']);
  });

  it('does not take a region for revoked that the chart does not have', () => {
    expect(() => planOf({}, 'ticket')).toThrow('has no region "ticket"');
  });
});

describe('what cannot be taken back', () => {
  const judged = (state: string, asked: Parameters<typeof judgeReversal>[2]) => judgeReversal(chart, state, asked);
  const withFacts = (facts: object, other: Record<string, string> = {}): string =>
    JSON.stringify({ ...(JSON.parse(stateOf(other)) as object), f: facts });

  it.each(['withdrawn', 'cancelled'] as const)('a case that has ended is not %s any more', (kind) => {
    expect(judged(stateOf(), { kind })).toEqual({ refused: 'has-ended' });
    expect(judged(stateOf({ tip: 'active' }), { kind })).toMatchObject({ facts: { reversal: kind, 'undo.tip': true } });
  });

  it('a case that has ended is revoked, unless it was rejected', () => {
    expect(judged(stateOf(), { kind: 'revoked' })).toMatchObject({ facts: { reversal: 'revoked' } });
    expect(judged(withFacts({ stopped: true }), { kind: 'revoked' })).toEqual({ refused: 'has-ended' });
  });

  it('nothing is taken back twice', () => {
    const state = withFacts({ reversal: 'withdrawn' }, { tip: 'active' });
    expect(judged(state, { kind: 'cancelled' })).toEqual({ refused: 'already-taken-back' });
    expect(judged(state, { kind: 'revoked', region: 'ticket@1' })).toEqual({ refused: 'already-taken-back' });
    const inPart = withFacts({ 'undo.invoice': true }, { invoice: 'compensating' });
    expect(judged(inPart, { kind: 'revoked', region: 'invoice' })).toEqual({ refused: 'already-taken-back' });
    expect(judged(inPart, { kind: 'withdrawn' })).toMatchObject({
      facts: expect.not.objectContaining({ 'undo.invoice': true }) as object,
    });
  });

  it('a step without a result', () => {
    const state = stateOf({ invoice: 'refused' });
    expect(judged(state, { kind: 'revoked', region: 'invoice' })).toEqual({ refused: 'nothing-to-take-back' });
  });
});
