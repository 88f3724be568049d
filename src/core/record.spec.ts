import type { LifeEvent } from './definition';
import { absolutePath, foldRecord, MissingFieldError, projectFields, toRecordPart, valueAt } from './record';

/** Only the word for the subject matters here. */
const family = { subject: { name: 'child', list: 'children', atMost: 3 } } as LifeEvent;
const alone = {} as LifeEvent;

const record = {
  mother: { name: '示例甲', idNumber: '110105194912310020', phone: null },
  children: [{ name: '示一', weight: 3000 }, { name: '示二' }],
};

describe('the fields a department gets', () => {
  it('are exactly those it declares', () => {
    expect(projectFields(family, record, ['mother.name', 'child.name'], 2)).toEqual({
      'mother.name': '示例甲',
      'child.name': '示二',
    });
  });

  it('are those of the one child the call is about', () => {
    expect(projectFields(family, record, ['child.weight?'], 1)).toEqual({ 'child.weight': 3000 });
    expect(projectFields(family, record, ['child.weight?'], 2)).toEqual({});
  });

  it('name the field that is needed and not known; null is not known either', () => {
    expect(() => projectFields(family, record, ['child.weight'], 2)).toThrow(new MissingFieldError('child.weight'));
    expect(() => projectFields(family, record, ['mother.phone'], 0)).toThrow(
      'The case does not know "mother.phone" yet',
    );
    expect(projectFields(family, record, ['mother.phone?'], 0)).toEqual({});
  });

  it('keep a value that is false, zero or empty', () => {
    const small = { birth: { statement: false, siblings: 0, note: '' } };
    expect(projectFields(alone, small, ['birth.statement', 'birth.siblings', 'birth.note'], 0)).toEqual({
      'birth.statement': false,
      'birth.siblings': 0,
      'birth.note': '',
    });
  });

  it('never come from a prototype', () => {
    for (const path of ['__proto__.polluted', 'constructor.name', 'mother.toString', 'children.length.x']) {
      expect(valueAt(record, path)).toBeUndefined();
    }
  });
});

describe('subject paths', () => {
  it('point at the child in the list', () => {
    expect(absolutePath(family, 'child.idNumber', 2)).toBe('children.1.idNumber');
  });

  it('leave every other path alone', () => {
    expect(absolutePath(family, 'mother.name', 2)).toBe('mother.name');
    expect(absolutePath(family, 'childcare.place', 2)).toBe('childcare.place');
    expect(absolutePath(alone, 'child.name', 1)).toBe('child.name');
  });
});

describe('what a step brings', () => {
  it('is only what it declares, however much the department sends', () => {
    const output = { 'child.idNumber': '1', 'mother.name': 'other', 'child.name': 'other' };
    expect(toRecordPart(family, ['child.idNumber', 'child.cardNumber'], output, 2)).toEqual({
      'children.1.idNumber': '1',
    });
  });

  it('is laid over the record in order, and the record itself is not touched', () => {
    const folded = foldRecord(record, [
      { 'children.1.idNumber': 'a' },
      { 'children.1.idNumber': 'b', 'benefit.days': 98 },
    ]);
    expect(folded).toMatchObject({
      children: [{ name: '示一' }, { name: '示二', idNumber: 'b' }],
      benefit: { days: 98 },
    });
    expect(record.children[1]).toEqual({ name: '示二' });
  });

  it('makes the way to a new field, also through a value that was none', () => {
    expect(foldRecord({ mother: null }, [{ 'mother.card.number': '1' }])).toEqual({
      mother: { card: { number: '1' } },
    });
  });

  it.each(['__proto__.polluted', 'constructor.prototype.polluted', 'mother.__proto__.polluted'])(
    'cannot reach a prototype by way of %s',
    (path) => {
      const folded = foldRecord(record, [{ [path]: true }]);
      expect(JSON.parse(JSON.stringify(folded))).toMatchObject(record);
      // Asked of the prototype of the record itself, which under jest is of another realm than this test's objects.
      expect(Object.hasOwn(Object.getPrototypeOf(foldRecord({}, [])) as object, 'polluted')).toBe(false);
      expect(foldRecord({}, [])['polluted']).toBeUndefined();
    },
  );
});
