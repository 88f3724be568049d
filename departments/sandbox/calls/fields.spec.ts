import { checkFields } from './fields';

const reads = { required: ['child.name', 'birth.bornAt'], optional: ['child.order'] };
const good = { 'child.name': '王㛃', 'birth.bornAt': '2026-11-20T08:30:00+08:00' };

describe('fields of a call', () => {
  it('accepts exactly what the matter reads', () => {
    expect(checkFields(good, reads).text('child.name')).toBe('王㛃');
    expect(checkFields({ ...good, 'child.order': 1 }, reads).number('child.order')).toBe(1);
  });

  it.each([
    ['field-missing', { 'child.name': '王一' }],
    ['field-not-read', { ...good, 'mother.phone': '13900000000' }],
    ['field-not-read', { ...good, constructor: 'x' }],
    ['field-invalid', { ...good, 'child.order': '1' }],
    ['field-invalid', { ...good, 'child.order': 1.5 }],
    ['field-invalid', { ...good, 'birth.bornAt': '2026-11-20' }],
    ['field-invalid', { ...good, 'birth.bornAt': '2026-13-20T08:30:00+08:00' }],
    ['field-invalid', { ...good, 'child.name': null }],
    ['field-invalid', { ...good, 'child.name': 'a\0b' }],
    ['field-invalid', { ...good, 'child.name': '\ud840' }],
    ['field-invalid', { ...good, 'child.name': 'x'.repeat(2001) }],
  ])('answers %s instead of storing nonsense', (code, values) => {
    expect(() => checkFields(values, reads)).toThrow(expect.objectContaining({ code, status: 400 }));
  });
});
