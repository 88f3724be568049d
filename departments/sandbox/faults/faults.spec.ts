import { faultsFor, readFaults } from './faults';

describe('faults', () => {
  it.each([
    { slowMs: 10 },
    { failRate: 0.5, only: 'enrolNewborn', onlySubject: 2 },
    { later: { afterMs: 0 } },
    { breakRate: 1 },
    { closed: true, refuseRate: 1, loseAnswerRate: 0 },
    {},
  ])('accepts %j', (faults) => {
    expect(readFaults(faults)).toEqual(faults);
  });

  it.each([
    [{ slow: 1 }],
    [{ toString: 1 }],
    [{ failRate: 1.5 }],
    [{ breakRate: 2 }],
    [{ failRate: '1' }],
    [{ later: {} }],
    [{ later: { afterMs: 1, more: 2 } }],
    [{ later: null }],
    [{ slowMs: -1 }],
    [null],
    [[]],
    ['closed'],
  ])('rejects %j', (faults) => {
    expect(() => readFaults(faults)).toThrow(expect.objectContaining({ code: 'faults-invalid' }));
  });

  it('leaves other matters and subjects alone', () => {
    const faults = { closed: true, only: 'enrolNewborn', onlySubject: 2 };
    expect(faultsFor(faults, 'enrolNewborn', 2)).toBe(faults);
    expect(faultsFor(faults, 'enrolNewborn', 1)).toEqual({});
    expect(faultsFor(faults, 'enrolNewborn', null)).toEqual({});
    expect(faultsFor(faults, 'decideMaternityBenefit', 2)).toEqual({});
  });
});
