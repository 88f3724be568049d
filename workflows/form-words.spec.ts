import { formFields, type FormField, type LifeEvent } from '../src/core';
import { definitions } from './registry';

const han = /\p{Script=Han}/u;

/** Every field a form asks, by path in the record, with what it is. */
function asked({ subject }: LifeEvent, form: new () => object, above = ''): [string, FormField][] {
  return formFields(form).flatMap((field) => {
    const path = above === '' ? field.name : `${above}.${field.name}`;
    const known = path === subject?.list ? subject.name : path;
    const inner = 'form' in field ? asked({ subject } as LifeEvent, field.form(), known) : [];
    return [[known, field] as [string, FormField], ...inner];
  });
}

describe.each(definitions.map((definition) => [definition.name, definition] as const))(
  'the words of %s',
  (_, event) => {
    const { words = {} } = event;

    it('name everything that its form asks, in both languages', () => {
      const fields = asked(event, event.trigger.form);
      expect(fields.length).toBeGreaterThan(10);
      for (const [path, field] of fields) {
        const { title, choices = {} } = words[path] ?? {};
        expect({ path, zh: han.test(title?.['zh-CN'] ?? ''), en: (title?.en ?? '') !== '' }).toEqual({
          ...{ path, zh: true, en: true },
        });
        if (field.kind === 'choice') expect([path, Object.keys(choices)]).toEqual([path, [...field.choices]]);
      }
    });

    it('name every field that a step reads or brings', () => {
      const paths = Object.values(event.steps).flatMap(({ reads, writes }) => [...reads, ...writes]);
      expect([...new Set(paths.map((path) => path.replace(/\?$/, '')))].filter((path) => !(path in words))).toEqual([]);
    });

    it('ask on a condition only what the form can leave out, of fields that it asks', () => {
      const fields = asked(event, event.trigger.form);
      const paths = fields.map(([path]) => path);
      const conditional = fields.filter(([, { askedWhen }]) => askedWhen !== undefined);
      expect(conditional.length).toBeGreaterThan(0);
      for (const [path, { optional, askedWhen = { missing: '' } }] of conditional) {
        const about = 'missing' in askedWhen ? askedWhen.missing : askedWhen.field;
        expect({ path, optional, known: paths.includes(about) }).toEqual({ path, optional: true, known: true });
      }
    });
  },
);
