import { checkCharacter, composeIdNumber, readIdNumber } from './id-number';

describe('ID number', () => {
  it.each([
    '11010519491231002X',
    '440524188001010014',
    '330702202606010012',
    '330702202606010020',
    '330783196501152276',
  ])('accepts the valid number %s', (idNumber) => {
    expect(readIdNumber(idNumber)).toBeDefined();
    expect(checkCharacter(idNumber.slice(0, 17))).toBe(idNumber[17]);
  });

  it.each([
    ['a wrong check character', '330702202606010011'],
    ['two digits exchanged', '330702202660010012'],
    ['a day that no calendar has', composeIdNumber('330702', '2026-02-30', 1)],
    ['a small x', '11010519491231002x'],
    ['fifteen digits of the old form', '110105491231002'],
    ['a line end after it', '330702202606010012\n'],
  ])('rejects %s', (_what, idNumber) => {
    expect(readIdNumber(idNumber)).toBeUndefined();
  });

  it('says sex and birth date', () => {
    expect(readIdNumber('330702202606010012')).toEqual({ divisionCode: '330702', bornOn: '2026-06-01', sex: 'male' });
    expect(readIdNumber('330702202606010020')?.sex).toBe('female');
  });
});
