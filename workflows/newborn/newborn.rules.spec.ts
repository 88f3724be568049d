import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { normaliseIdNumber, readResidentId, checkCharacter, isIdNumber } from '../id-number';
import type { BirthReport } from './newborn.forms';
import {
  businessKey,
  factsOfCase,
  factsOfChildren,
  isHouseholdOutsideCity,
  isUnmarriedFollowingFather,
  persons,
  recordOf,
  registrationOn,
  yearsAfter,
} from './newborn.rules';

const report = (): BirthReport =>
  JSON.parse(readFileSync(join(__dirname, 'samples/married-local.json'), 'utf8')) as BirthReport;

describe('the time limits of the birth certificate', () => {
  it.each([
    ['2026-11-18', 'within30Days'],
    ['2026-12-18', 'within30Days'], // day 30
    ['2026-12-19', 'within1Year'], // day 31
    ['2027-11-18', 'within1Year'], // the first birthday
    ['2027-11-19', 'over1Year'],
  ])('born 2026-11-18, on %s: %s', (today, registration) => {
    expect(registrationOn('2026-11-18T08:30:00+08:00', today)).toBe(registration);
  });

  it('counts from the day in Shanghai, whatever offset the time is written in', () => {
    expect(registrationOn('2026-11-17T23:00:00Z', '2026-12-18')).toBe('within30Days');
    expect(registrationOn('2026-11-17T15:00:00Z', '2026-12-18')).toBe('within1Year');
  });

  it('gives a child of 29 February its year', () => {
    expect(yearsAfter('2024-02-29', 1)).toBe('2025-02-28');
    expect(yearsAfter('2024-02-29', 4)).toBe('2028-02-29');
    expect(yearsAfter('2096-02-29', 4)).toBe('2100-02-28');
    expect(registrationOn('2024-02-29T08:00:00+08:00', '2025-02-28')).toBe('within1Year');
    expect(registrationOn('2024-02-29T08:00:00+08:00', '2025-03-01')).toBe('over1Year');
  });
});

describe('the facts of a case', () => {
  it('are booleans and codes only', () => {
    expect(factsOfCase(report(), '2026-11-20')).toEqual({
      householdOutsideCity: false,
      unmarriedFollowingFather: false,
      registration: 'within30Days',
    });
  });

  it.each([
    ['330702', false],
    ['330784', false],
    ['330106', true],
    ['310101', true],
    ['133070', true],
  ])('a household in %s is outside the city: %s', (divisionCode, outside) => {
    expect(isHouseholdOutsideCity({ ...report(), household: { ...report().household, divisionCode } })).toBe(outside);
  });

  it.each([
    ['married', 'father', false],
    ['unmarried', 'mother', false],
    ['unmarried', 'father', true],
  ] as const)('%s, following the %s: counter %s', (status, follow, counter) => {
    const body = { ...report(), marriage: { status }, household: { ...report().household, follow } };
    expect(isUnmarriedFollowingFather(body)).toBe(counter);
  });

  it('number the children by birth, however the report lists them', () => {
    const body = report();
    const second = { order: 2, sex: 'male' as const, weightGrams: 2500 };
    body.children = [second, { ...second, order: 1, name: '示一' }];
    expect(factsOfChildren(body)).toEqual([{ nameChosen: true }, { nameChosen: false }]);
    expect(recordOf(body)['children']).toMatchObject([{ order: 1 }, { order: 2 }]);
    expect(body.children[0]).toBe(second);
  });
});

describe('the business key', () => {
  const withBirth = (bornAt: string) => ({ ...report(), birth: { ...report().birth, bornAt } });

  it.each([
    '2026-11-18T08:30:00+08:00',
    '2026-11-18T00:30:00Z',
    '2026-11-18T08:30+08:00',
    '2026-11-17T19:30:00.000-05:00',
  ])('is the same for one moment written %s', (bornAt) =>
    expect(businessKey(withBirth(bornAt))).toEqual(businessKey(report())),
  );

  it('differs for another moment, another mother and another kind of document', () => {
    const keys = [report(), withBirth('2026-11-18T08:31:00+08:00')];
    keys.push({ ...report(), mother: { ...report().mother, idNumber: 'E12345678' } });
    keys.push({ ...report(), mother: { ...report().mother, idType: 'passport' } });
    expect(new Set(keys.map((body) => businessKey(body).join(' '))).size).toBe(4);
  });

  it('does not depend on which parent reports, nor on how the number is typed', () => {
    const typed = { ...report(), mother: { ...report().mother, idNumber: '１１０１０５ 19491231002ｘ' } };
    const plain = { ...report(), mother: { ...report().mother, idNumber: '11010519491231002X' } };
    delete plain.father;
    expect(businessKey(typed)).toEqual(businessKey(plain));
  });

  it('names the persons whose case it is', () => {
    expect(persons(report()).map(({ relation }) => relation)).toEqual(['mother', 'father']);
    const { father: _unknown, ...alone } = report();
    expect(persons(alone).map(({ relation }) => relation)).toEqual(['mother']);
  });
});

describe('公民身份号码', () => {
  it.each([
    '11010519491231002X',
    '440524188001010014',
    '330702202606010012',
    '330702202606010020',
    '330783196501152276',
  ])('takes %s, a vector of the standard or of the papers', (idNumber) =>
    expect(readResidentId(idNumber)).toBeDefined(),
  );

  it.each([
    ['110105194912310021', 'a wrong check character'],
    ['11010519491231002x', 'a small x that nobody normalised'],
    ['330702202602290010', 'a date that is none'],
    ['330702202613010019', 'a thirteenth month'],
    ['010105194912310020', 'an address that begins with 0'],
    ['110105491231002', '15 digits'],
    ['', 'nothing'],
  ])('refuses %s: %s', (idNumber) => expect(readResidentId(idNumber)).toBeUndefined());

  it('reads birth date and sex', () => {
    expect(readResidentId('330702202606010012')).toEqual({ bornOn: '2026-06-01', sex: 'male' });
    expect(readResidentId('330702202606010020')).toEqual({ bornOn: '2026-06-01', sex: 'female' });
    expect(checkCharacter('11010519491231002')).toBe('X');
  });

  it('is spelled one way', () => {
    expect(normaliseIdNumber(' １１０１０５ 1949 1231\u3000002ｘ')).toBe('11010519491231002X');
  });

  it.each([
    ['passport', 'E12345678', true],
    ['passport', 'ABCDEFGH', false],
    ['passport', '123456789012345', false],
    ['hkMoTwPermit', 'H12345678', true],
    ['hkMoTwPermit', 'H1234567890', true],
    ['hkMoTwPermit', '12345678', true],
    ['hkMoTwPermit', 'E12345678', false],
  ] as const)('a %s %s: %s', (kind, idNumber, good) => expect(isIdNumber(kind, idNumber)).toBe(good));
});
