import { departmentTitles } from './departments';
import { definitions, mergeMessages, messages, withoutDuplicates } from './registry';

const [newborn] = definitions;
if (newborn === undefined) throw new Error('nothing is listed');
const text = { 'zh-CN': '一', en: 'one' };

describe('the list of life events', () => {
  it('refuses one event and version listed twice', () => {
    expect(() => withoutDuplicates([newborn, { ...newborn }])).toThrow('Life event newborn@1 is listed twice');
  });

  it('lets two versions of one event stand side by side', () => {
    expect(withoutDuplicates([newborn, { ...newborn, version: 2 }])).toHaveLength(2);
  });

  it('refuses two events that would number their cases alike', () => {
    expect(() => withoutDuplicates([newborn, { ...newborn, name: 'naming-bureau' }])).toThrow(
      'Life events newborn and naming-bureau both number their cases NB',
    );
  });
});

describe('the messages', () => {
  it('are all there in both languages', () => {
    for (const [code, { 'zh-CN': zh, en }] of Object.entries(messages)) {
      expect({ code, zh: /\p{Script=Han}/u.test(zh), en: /^[\x20-\x7e·]+$/.test(en) }).toEqual({
        code,
        zh: true,
        en: true,
      });
      expect(code).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    }
  });

  it('refuse a code that two folders write', () => {
    expect(() => mergeMessages([{ one: text }, { one: text }])).toThrow('Message one is written twice');
  });
});

it('every department of a life event has a name that people know', () => {
  const departments = definitions.flatMap(({ steps }) =>
    Object.values(steps).flatMap((step) => (step.kind === 'wait' ? [] : [step.department])),
  );
  expect(departments.filter((id) => !Object.hasOwn(departmentTitles, id))).toEqual([]);
});
