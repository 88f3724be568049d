import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';
import { checkCharacter } from '../id-number';
import { messages } from '../registry';
import { checkName, checkReport } from './newborn.checks';
import { BirthReport, NameChosen } from './newborn.forms';
import { recordOf } from './newborn.rules';
import { newborn } from './newborn.workflow';

const TODAY = '2026-11-20';
const folder = join(__dirname, 'samples');
const sample = (name: string): Record<string, never> =>
  JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as Record<string, never>;

/** Every fault of a body as `pointer code`, the way the API asks: whitelisted, unknown fields forbidden. */
function faults(form: new () => object, body: unknown): string[] {
  const errors = validateSync(plainToInstance(form, body), { whitelist: true, forbidNonWhitelisted: true });
  const flat = (error: ValidationError, at: string): string[] => [
    ...Object.values(error.constraints ?? {}).map((code) => `${at}/${error.property} ${code}`),
    ...(error.children ?? []).flatMap((child) => flat(child, `${at}/${error.property}`)),
  ];
  return [...new Set(errors.flatMap((error) => flat(error, '')))];
}

/** The sample with one value put in by pointer; undefined takes the field away. */
function changed(pointer: string, value: unknown, name = 'married-local'): unknown {
  const body = sample(name) as Record<string, unknown>;
  const path = pointer.slice(1).split('/');
  let target = body;
  for (const part of path.slice(0, -1)) target = target[part] as Record<string, unknown>;
  if (value === undefined) delete target[path.at(-1) ?? ''];
  else target[path.at(-1) ?? ''] = value;
  return body;
}

const checked = (body: unknown, today = TODAY): string[] =>
  checkReport(plainToInstance(BirthReport, body), new Date(`${today}T23:50:00+08:00`)).map(
    ({ pointer, code }) => `${pointer} ${code}`,
  );

describe('the samples', () => {
  it.each(readdirSync(folder))('%s is valid, field by field and across fields', (file) => {
    const body = sample(file.replace('.json', ''));
    expect(faults(BirthReport, body)).toEqual([]);
    expect(checked(body)).toEqual([]);
  });
});

describe('a birth report, field by field', () => {
  it.each([
    ['/birth/bornAt', '2026-11-18T08:30:00', 'moment-invalid'],
    ['/birth/bornAt', '2026-11-18', 'moment-invalid'],
    ['/birth/bornAt', '2026-02-30T08:30:00+08:00', 'moment-invalid'],
    ['/birth/bornAt', '2026-11-18T24:00:00+08:00', 'moment-invalid'],
    ['/birth/bornAt', '2026-11-18T08:30:00+25:00', 'moment-invalid'],
    ['/birth/bornAt', 1763425800000, 'moment-invalid'],
    ['/birth/bornAt', ['2026-11-18T08:30:00+08:00'], 'moment-invalid'],
    ['/birth/hospital', '', 'text-required'],
    ['/birth/hospital', '   ', 'text-required'],
    ['/birth/hospital', null, 'text-required'],
    ['/birth/hospital', { length: 3 }, 'text-required'],
    ['/birth/hospital', '院'.repeat(201), 'text-too-long'],
    ['/birth/hospitalCode', 'JH\u00000001', 'text-not-plain'],
    ['/birth/gestationWeeks', 19, 'gestation-out-of-range'],
    ['/birth/gestationWeeks', 46, 'gestation-out-of-range'],
    ['/birth/gestationWeeks', 38.5, 'gestation-out-of-range'],
    ['/birth/gestationWeeks', '39', 'gestation-out-of-range'],
    ['/birth/count', 0, 'count-out-of-range'],
    ['/birth/count', 4, 'count-out-of-range'],
    ['/birth/deliveryKind', 'other', 'delivery-kind-unknown'],
    ['/birth/singleParentStatement', 'yes', 'yes-or-no-required'],
    ['/birth/singleParentStatement', null, 'yes-or-no-required'],
    ['/children/0/order', 0, 'order-out-of-range'],
    ['/children/0/sex', 'F', 'sex-unknown'],
    ['/children/0/sex', undefined, 'sex-unknown'],
    ['/children/0/weightGrams', 299, 'weight-out-of-range'],
    ['/children/0/weightGrams', 8001, 'weight-out-of-range'],
    ['/children/0/weightGrams', 1e999, 'weight-out-of-range'],
    ['/children/0/name', '晨', 'child-name-invalid'],
    ['/children/0/name', '示晨a', 'child-name-invalid'],
    ['/children/0/name', '示晨2', 'child-name-invalid'],
    ['/children/0/name', '示 晨', 'child-name-invalid'],
    ['/children/0/name', '·示晨', 'child-name-invalid'],
    ['/children/0/name', '示··晨', 'child-name-invalid'],
    ['/children/0/name', '示'.repeat(21), 'child-name-invalid'],
    ['/children/0/name', '\u2F00\u2F00', 'child-name-invalid'],
    ['/children/0/name', null, 'text-required'],
    ['/children/0/name', '示\uD842', 'text-not-plain'],
    ['/children/0/name', '示晨\u202E', 'text-not-plain'],
    ['/children/0/lateExplanation', '\u2066说明', 'text-not-plain'],
    ['/mother/name', '示例\u200B女', 'text-not-plain'],
    ['/mother/name', '示例<b>', 'person-name-invalid'],
    ['/mother/name', '·', 'person-name-invalid'],
    ['/mother/idType', 'driverLicence', 'id-type-unknown'],
    ['/mother/idNumber', '330702199305141028', 'id-number-invalid'],
    ['/mother/idNumber', '330702930514102', 'id-number-15-digits'],
    ['/mother/idNumber', 330702199305141020, 'id-number-invalid'],
    ['/mother/phone', '0579-82345678', 'phone-invalid'],
    ['/mother/phone', '12345678901', 'phone-invalid'],
    ['/father/idType', 'passport', 'id-number-invalid'],
    ['/marriage/status', 'divorced', 'marriage-status-unknown'],
    ['/marriage/statement', 'a\nb', 'text-not-plain'],
    ['/household/follow', 'grandmother', 'parent-unknown'],
    ['/household/divisionCode', '33070', 'division-code-invalid'],
    ['/household/divisionCode', '３３０７０２', 'division-code-invalid'],
    ['/household/divisionCode', 330702, 'division-code-invalid'],
    ['/insurance/payerIdNumber', 'x', 'id-number-invalid'],
    ['/payout/account', '6200 0000 0000', 'account-number-invalid'],
    ['/payout/account', '6'.repeat(33), 'account-number-invalid'],
  ])('%s = %j: %s', (pointer, value, code) => {
    const found = faults(BirthReport, changed(pointer, value));
    const at = pointer === '/father/idType' ? '/father/idNumber' : pointer;
    expect(found).toEqual([`${at} ${code}`]);
    expect(messages[code]).toBeDefined();
  });

  it.each(['birth', 'mother', 'marriage', 'household', 'residence', 'insurance', 'payout'])(
    'without %s, or with something else in its place, says so and does not crash',
    (section) => {
      for (const value of [undefined, null, 'x', 5, []]) {
        expect(faults(BirthReport, changed(`/${section}`, value))).toEqual([`/${section} section-required`]);
      }
    },
  );

  it('a father may be left out, but is not nothing, a text or a list', () => {
    expect(faults(BirthReport, changed('/father', undefined))).toEqual([]);
    for (const value of [null, 'x', []]) {
      expect(faults(BirthReport, changed('/father', value))).toEqual(['/father section-required']);
    }
  });

  it.each([
    ['no list', {}],
    ['an empty list', []],
    ['a list of nothing', [null]],
    ['a list of texts', ['x']],
    ['a list of lists', [[]]],
    ['nothing', null],
  ])('children that are %s are refused', (_what, value) => {
    expect(faults(BirthReport, changed('/children', value))).toContain('/children children-one-to-three');
  });

  it('four children are refused: the case is for three', () => {
    const child = { order: 1, sex: 'female', weightGrams: 2000 };
    expect(faults(BirthReport, changed('/children', [child, child, child, child]))).toEqual([
      '/children children-one-to-three',
    ]);
  });

  it.each(['/extra', '/birth/extra', '/children/0/idNumber', '/mother/toBe', '/payout/isAdmin'])(
    'an unknown field %s is refused, at every depth',
    (pointer) => expect(faults(BirthReport, changed(pointer, 'x'))).toHaveLength(1),
  );

  it.each(['constructor', 'toString', '__proto__'])('a field called %s never reaches the record', (name) => {
    const mother = JSON.stringify(sample('married-local')['mother']).replace('{', `{"${name}":{"evil":true},`);
    const body = plainToInstance(BirthReport, { ...sample('married-local'), mother: JSON.parse(mother) as object });
    expect(validateSync(body, { whitelist: true, forbidNonWhitelisted: true })).toEqual([]);
    expect(JSON.stringify(recordOf(body))).not.toContain('evil');
    expect(Object.hasOwn(Object.prototype, 'evil')).toBe(false);
  });

  it('names every fault at once', () => {
    const body = { ...(changed('/birth/count', 9) as object), payout: null, children: [{ order: 1 }] };
    expect(faults(BirthReport, body)).toEqual([
      '/birth/count count-out-of-range',
      '/children/0/sex sex-unknown',
      '/children/0/weightGrams weight-out-of-range',
      '/payout section-required',
    ]);
  });

  it.each([null, 'x', 5, []])('a body that is %j is refused without a crash', (body) => {
    const made = plainToInstance(BirthReport, body ?? {});
    expect(Array.isArray(made) || validateSync(made as object, { forbidUnknownValues: true }).length > 0).toBe(true);
  });

  it.each(['㛃㛃', '䶮娜', '𬍛𬍛', '示〇', '阿依古丽·买买提', '欧阳示例'])('takes the rare name %s', (name) => {
    expect(faults(BirthReport, changed('/children/0/name', name))).toEqual([]);
  });

  it.each(['José María O’Neill', "Anne-Marie d'Exemple", 'Nguyễn Thị Ví Dụ', '阿依古丽·买买提', '示例㛃'])(
    'takes the parent %s',
    (name) => expect(faults(BirthReport, changed('/mother/name', name))).toEqual([]),
  );

  it('reads a number typed with small x, blanks and full-width digits as the number it is', () => {
    const typed = '１１０１０５ 19491231 002ｘ';
    const body = changed('/mother/idNumber', typed);
    expect(faults(BirthReport, body)).toEqual([]);
    expect(plainToInstance(BirthReport, body).mother.idNumber).toBe('11010519491231002X');
  });

  it('two hundred rare characters are two hundred, not four hundred', () => {
    expect(faults(BirthReport, changed('/residence/address', '𬍛'.repeat(200)))).toEqual([]);
  });
});

describe('a birth report, across fields', () => {
  it.each([
    ['a birth later today', '/birth/bornAt', '2026-11-20T23:58:00+08:00', '/birth/bornAt birth-in-future'],
    ['a birth tomorrow', '/birth/bornAt', '2026-11-21T00:00:00+08:00', '/birth/bornAt birth-in-future'],
    ['more births than children', '/birth/count', 2, '/birth/count count-differs-from-children'],
    ['a first child that is the second', '/children/0/order', 2, '/children/0/order order-not-in-sequence'],
    ['married without a father', '/father', undefined, '/father father-required-when-married'],
  ])('%s', (_what, pointer, value, found) => expect(checked(changed(pointer, value))).toEqual([found]));

  it('a birth today passes, also when it is still yesterday in UTC', () => {
    expect(checked(changed('/birth/bornAt', '2026-11-19T16:00:00Z'))).toEqual([]);
    expect(checked(changed('/birth/bornAt', '2026-11-20T16:00:00Z'))).toEqual(['/birth/bornAt birth-in-future']);
  });

  it('two children with one place in the order', () => {
    expect(checked(changed('/children/1/order', 1, 'twins'))).toEqual(['/children/1/order order-not-in-sequence']);
  });

  it('a mother whose number is a man’s, who is then also the father, who pays for nobody', () => {
    const father = sample('married-local')['father'] as unknown as { idNumber: string };
    expect(checked(changed('/mother/idNumber', father.idNumber))).toEqual([
      '/mother/idNumber mother-not-female',
      '/father/idNumber parents-are-one-person',
      '/insurance/payerIdNumber payer-not-a-parent',
    ]);
  });

  it('a father whose number is a woman’s', () => {
    expect(checked(changed('/father/idNumber', '330702202606010020'))).toEqual([
      '/father/idNumber father-not-male',
      '/father/idNumber parent-too-young',
    ]);
  });

  it.each([
    ['2026-06-01', '330702202606010012', 'parent-too-young'],
    ['2026-12-01', idOf('20261201', 7), 'id-birth-date-in-future'],
    ['2016-11-19, nine years and 364 days before', idOf('20161119', 7), 'parent-too-young'],
  ])('a father born %s', (_born, idNumber, code) => {
    expect(checked(changed('/father/idNumber', idNumber))).toEqual([`/father/idNumber ${code}`]);
  });

  it('a father of ten years to the day is not our business', () => {
    expect(checked(changed('/father/idNumber', idOf('20161118', 7)))).toEqual([]);
  });

  it('a parent with a passport has no birth date to check', () => {
    expect(checked(sample('foreign-father-rare-name'))).toEqual([]);
  });

  it('a father unknown without the mother’s statement', () => {
    for (const value of [undefined, false]) {
      expect(checked(changed('/birth/singleParentStatement', value, 'father-unknown'))).toEqual([
        '/birth/singleParentStatement single-parent-statement-required',
      ]);
    }
  });

  it('a father unknown whose household or money is counted on', () => {
    const body = changed('/household/follow', 'father', 'father-unknown') as Record<string, Record<string, unknown>>;
    (body['insurance'] ?? {})['payer'] = 'father';
    expect(checked(body)).toEqual([
      '/household/follow followed-father-missing',
      '/insurance/payerIdNumber payer-not-a-parent',
    ]);
  });

  it('unmarried and following the mother without the statement', () => {
    expect(checked(changed('/marriage/statement', undefined, 'unmarried-following-mother'))).toEqual([
      '/marriage/statement unmarried-statement-required',
    ]);
  });

  it('a payer who is the other parent', () => {
    expect(checked(changed('/insurance/payer', 'father'))).toEqual(['/insurance/payerIdNumber payer-not-a-parent']);
  });

  it('a late report with a name still starts: only its certificate will ask for the explanation', () => {
    expect(checked(sample('married-local'), '2028-01-01')).toEqual([]);
  });
});

describe('the name told later', () => {
  it.each([
    [{ name: '示名' }, []],
    [{ name: '示名', lateExplanation: '正在商量', parentageTest: '报告编号1' }, []],
    [{}, ['/name text-required']],
    [{ name: 'Xiao Ming' }, ['/name child-name-invalid']],
    [{ name: ['示名'] }, ['/name text-required']],
    [{ name: '示名', lateExplanation: '' }, ['/lateExplanation text-required']],
  ])('%j: %j', (body, found) => expect(faults(NameChosen, body)).toEqual(found));

  it('goes into the record of its own child, with only what was told', () => {
    const fields = (body: NameChosen) => newborn.signals['nameChosen']?.fields(body as never);
    expect(fields({ name: '示名' })).toEqual({ 'child.name': '示名' });
    expect(fields({ name: '示名', lateExplanation: '说明', parentageTest: '报告' })).toEqual({
      'child.name': '示名',
      'child.lateExplanation': '说明',
      'child.parentageTest': '报告',
    });
  });

  it('brings what the time since the birth asks for', () => {
    const codes = (name: NameChosen, registration: string) =>
      checkName(name, { registration }).map(({ pointer, code }) => `${pointer} ${code}`);
    expect(codes({ name: '示名' }, 'within30Days')).toEqual([]);
    expect(codes({ name: '示名' }, 'within1Year')).toEqual(['/lateExplanation late-explanation-required']);
    expect(codes({ name: '示名', lateExplanation: '说明' }, 'over1Year')).toEqual([
      '/parentageTest parentage-test-required',
    ]);
    expect(codes({ name: '示名', lateExplanation: '说明', parentageTest: '报告' }, 'over1Year')).toEqual([]);
  });
});

function idOf(bornOn: string, sequence: number): string {
  const digits = `330702${bornOn}${String(sequence).padStart(3, '0')}`;
  return digits + checkCharacter(digits);
}
