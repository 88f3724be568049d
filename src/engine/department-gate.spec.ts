import { admit, freshGate, incidentBetween, isBroken, leave, settleQuiet, type Gate } from './department-gate';
import { defaultPolicy, isOpen, opensAt, type DepartmentPolicy } from './department-policy';
import { officialCalendar } from '../core';

const T0 = Date.parse('2026-03-02T01:00:00Z');
const names = (count: number, from = 0): string[] => Array.from({ length: count }, (_, n) => `c${n + from}`);
const policy = (more: Partial<DepartmentPolicy>): DepartmentPolicy => ({ ...defaultPolicy, ...more });
const breaker = { failures: 3, openForMs: 1_000, longestMs: 8_000 };

describe('the rate of a department', () => {
  const limited = policy({ rate: { perSecond: 2, burst: 5 } });

  it('lets a burst through, then so many a second, and says when the next may come', () => {
    const first = admit(freshGate, limited, names(9), 30_000, T0);
    expect(first).toMatchObject({ granted: 5, retryInMs: 500 });
    expect(admit(first.gate, limited, names(9), 30_000, T0 + 499)).toMatchObject({ granted: 0 });
    expect(admit(first.gate, limited, names(9), 30_000, T0 + 1_000)).toMatchObject({ granted: 2, retryInMs: 500 });
  });

  it('saves up no more than the burst, and is not fooled by a clock that goes back', () => {
    const { gate } = admit(freshGate, limited, names(5), 30_000, T0);
    expect(admit(gate, limited, names(99), 30_000, T0 + 3_600_000).granted).toBe(5);
    const back = admit(gate, limited, names(1), 30_000, T0 - 60_000);
    expect(back.granted).toBe(0);
    expect(admit(back.gate, limited, names(99), 30_000, T0 + 500).granted).toBe(1);
  });

  it('gives a call back that was not made', () => {
    const { gate } = admit(freshGate, limited, names(5), 30_000, T0);
    const after = leave(gate, limited, { outcome: 'unused', slot: 'c0' }, T0);
    expect(admit(after, limited, names(9), 30_000, T0).granted).toBe(1);
  });
});

describe('calls under way at the same time', () => {
  const limited = policy({ concurrency: 3 });

  it('are never more than allowed, and the next begins when one is over', () => {
    const { gate, granted, ...rest } = admit(freshGate, limited, names(9), 30_000, T0);
    expect([granted, rest]).toEqual([3, {}]);
    expect(admit(gate, limited, names(1, 9), 30_000, T0 + 29_999).granted).toBe(0);
    const after = leave(gate, limited, { outcome: 'failed', slot: 'c1' }, T0);
    expect(admit(after, limited, names(9, 9), 30_000, T0).granted).toBe(1);
  });

  it('do not hold a slot for ever when their worker has died', () => {
    const { gate } = admit(freshGate, limited, names(3), 30_000, T0);
    expect(admit(gate, limited, names(9, 9), 30_000, T0 + 30_000).granted).toBe(3);
  });
});

describe('the breaker of a department', () => {
  const broken = policy({ breaker });
  const fail = (gate: Gate, at = T0, slot?: string): Gate =>
    leave(gate, broken, { outcome: 'failed', ...(slot === undefined ? {} : { slot }) }, at);
  const answer = (gate: Gate, at: number, slot?: string): Gate =>
    leave(gate, broken, { outcome: 'answered', ...(slot === undefined ? {} : { slot }) }, at);
  const opened = (): Gate => fail(fail(fail(freshGate)));

  it('opens after so many failures in a row, not after as many with an answer between', () => {
    expect(opened().breaker).toMatchObject({ state: 'open', probeAt: T0 + 1_000 });
    expect(fail(fail(answer(fail(fail(freshGate)), T0))).breaker).toEqual({ state: 'closed', failures: 2 });
  });

  it('lets nobody through while it is open, then a single probe', () => {
    expect(isBroken(opened(), T0 + 999)).toBe(true);
    expect(admit(opened(), broken, names(9), 30_000, T0 + 999)).toMatchObject({ granted: 0, retryInMs: 1 });
    const probing = admit(opened(), broken, names(9), 30_000, T0 + 1_000);
    expect(probing.granted).toBe(1);
    expect(admit(probing.gate, broken, names(9, 9), 30_000, T0 + 2_000).granted).toBe(0);
  });

  it('doubles its pause with each probe that fails, up to the longest', () => {
    let gate = opened();
    const pauses: number[] = [];
    for (let n = 0, at = T0 + 1_000; n < 5; n += 1) {
      gate = fail(admit(gate, broken, ['probe'], 30_000, at).gate, at, 'probe');
      const { probeAt } = gate.breaker as Extract<Gate['breaker'], { state: 'open' }>;
      pauses.push(probeAt - at);
      at = probeAt;
    }
    expect(pauses).toEqual([2_000, 4_000, 8_000, 8_000, 8_000]);
  });

  it('comes back in steps: one, ten, all', () => {
    const probing = admit(opened(), broken, names(99), 30_000, T0 + 1_000).gate;
    const ten = admit(answer(probing, T0 + 1_100, 'c0'), broken, names(99), 30_000, T0 + 1_200);
    expect(ten.granted).toBe(10);
    let { gate } = ten;
    for (const slot of names(9)) gate = answer(gate, T0 + 1_300, slot);
    expect(gate.breaker.state).toBe('ramping');
    gate = answer(gate, T0 + 1_300, 'c9');
    expect(admit(gate, broken, names(99), 30_000, T0 + 1_400)).toMatchObject({ granted: 99 });
    expect(gate.breaker).toEqual({ state: 'closed', failures: 0 });
  });

  it('does not listen to calls that began before it opened', () => {
    const probing = admit(opened(), broken, names(1), 30_000, T0 + 1_000).gate;
    expect(fail(probing, T0 + 1_001).breaker).toEqual(probing.breaker);
    expect(answer(probing, T0 + 1_001).breaker).toEqual(probing.breaker);
    expect(fail(opened(), T0 + 500).breaker).toEqual(opened().breaker);
  });

  it('passes the probe on when the worker that had it has died', () => {
    const probing = admit(opened(), broken, ['dead'], 30_000, T0 + 1_000).gate;
    expect(admit(probing, broken, ['next'], 30_000, T0 + 31_000).granted).toBe(1);
  });

  it('closes when nothing waits any more, and not before a probe has succeeded', () => {
    const probing = admit(opened(), broken, ['probe'], 30_000, T0 + 1_000).gate;
    expect(settleQuiet(probing, T0 + 99_000)).toBe(probing);
    const probed = answer(probing, T0 + 1_100, 'probe');
    expect(settleQuiet(probed, T0 + 10_000)).toBe(probed);
    expect(settleQuiet(probed, T0 + 17_000).breaker.state).toBe('closed');
  });

  it('has one incident from its first opening until it is wholly back', () => {
    const [open, probing] = [opened(), admit(opened(), broken, ['p'], 30_000, T0 + 1_000).gate];
    expect(incidentBetween(freshGate, open)).toBe('opens');
    expect(incidentBetween(open, probing)).toBeUndefined();
    expect(incidentBetween(probing, fail(probing, T0, 'p'))).toBeUndefined();
    expect(incidentBetween(probing, freshGate)).toBe('closes');
  });
});

describe('when a department is open', () => {
  const at = (text: string): Date => new Date(`${text}+08:00`);
  const open = (more: Partial<DepartmentPolicy>, text: string): boolean =>
    isOpen(policy(more), at(text), officialCalendar);
  const hours = [
    { days: 'working', from: '09:00', until: '12:00' },
    { days: 'working', weekdays: [1, 2, 3, 4], from: '13:30', until: '17:00' },
  ] as const;

  it.each([
    ['2026-03-02T08:59:59.999', false],
    ['2026-03-02T09:00:00', true],
    ['2026-03-02T12:00:00', false],
    ['2026-03-02T16:59:59', true],
    ['2026-03-06T14:00:00', false],
    ['2026-03-07T10:00:00', false],
    // The Spring Festival, and a Saturday that makes up for it.
    ['2026-02-17T10:00:00', false],
    ['2026-02-14T10:00:00', true],
    ['2026-02-14T14:00:00', false],
  ])('at %s: %s', (text, expected) => {
    expect(open({ hours }, text)).toBe(expected);
  });

  it('is every day where it says so, to the end of the day', () => {
    expect(open({ hours: [{ days: 'all', from: '20:00', until: '24:00' }] }, '2026-02-17T23:59:59')).toBe(true);
    expect(open({}, '2026-02-17T03:00:00')).toBe(true);
  });

  it('is not during maintenance, whatever its hours say, and again from its end on', () => {
    const maintenance = [{ from: '2026-03-02T10:00:00+08:00', until: '2026-03-02T11:00:00+08:00' }];
    expect(open({ hours, maintenance }, '2026-03-02T10:00:00')).toBe(false);
    expect(open({ hours, maintenance }, '2026-03-02T11:00:00')).toBe(true);
    expect(opensAt(policy({ hours, maintenance }), at('2026-03-02T10:30:00'), officialCalendar)).toEqual(
      at('2026-03-02T11:00:00'),
    );
  });

  it('is told ahead over a weekend and a holiday, and not for what never comes', () => {
    const next = (text: string, more = policy({ hours })) => opensAt(more, at(text), officialCalendar);
    expect(next('2026-03-06T12:00:00')).toEqual(at('2026-03-09T09:00:00'));
    expect(next('2026-03-06T11:00:00')).toEqual(at('2026-03-06T11:00:00'));
    const never = policy({ hours: [{ days: 'working', weekdays: [7], from: '01:00', until: '02:00' }] });
    expect(next('2026-06-01T12:00:00', never)).toBeUndefined();
  });
});
