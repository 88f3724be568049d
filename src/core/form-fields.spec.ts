import { describeField, formFields } from './form-fields';

class Part {
  inner: string;
}
class Above {
  first: string;
}
class Below extends Above {
  second: string;
}

describeField(Part.prototype, 'inner', { kind: { kind: 'yesNo' } });
describeField(Above.prototype, 'first', { kind: { kind: 'number', from: 1, to: 3 } });
describeField(Below.prototype, 'second', { optional: true });
describeField(Below.prototype, 'second', { kind: { kind: 'section', form: () => Part } });
describeField(Below.prototype, 'second', { askedWhen: { missing: 'first' } });

describe('the fields of a form', () => {
  it('come with those of the form it extends, first', () => {
    expect(formFields(Below).map(({ name }) => name)).toEqual(['first', 'second']);
    expect(formFields(Above).map(({ name }) => name)).toEqual(['first']);
  });

  it('keep everything that is said of them, in whatever order', () => {
    const [, second] = formFields(Below);
    expect(second).toMatchObject({ name: 'second', optional: true, kind: 'section', askedWhen: { missing: 'first' } });
  });

  it('of a form nobody has described are none', () => {
    expect(formFields(class {})).toEqual([]);
  });
});
