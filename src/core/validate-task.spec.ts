import { findDefects } from './validate-definition';
import { immediately, lifeEvent, refuse, task, wait, type TaskForm } from './index';

class Form {}

const title = { 'zh-CN': '题', en: 'Title' };
const form: TaskForm = { form: Form, check: () => [], fields: () => ({}) };
const words = { title, department: 'library', role: 'departmentStaff', limit: immediately } as const;

const defectsOf = (steps: Parameters<typeof lifeEvent>[0]['steps'], more: object = {}): string[] =>
  findDefects({
    ...lifeEvent({
      ...{ name: 'small', version: 1, title, numberPrefix: 'SM' },
      trigger: {
        ...{ by: ['citizen'], form: Form, provides: [], check: () => [] },
        begin: () => ({ record: {}, facts: {}, subjectFacts: [], businessKey: [], persons: [] }),
      },
      steps,
    }),
    ...more,
  });

const asking = { roles: ['supervisor'], questions: ['is-this-lawful'], advice: ['it-is'] } as const;

it('a task with a form, reasons, and an escalation or four eyes has no defect', () => {
  const onRefusal = { 'too-young': refuse, otherwise: refuse };
  expect(defectsOf({ one: task({ ...words, form, onRefusal, escalation: asking }) })).toEqual([]);
  expect(defectsOf({ one: task({ ...words, form, onRefusal, fourEyes: true }) })).toEqual([]);
});

it('what two persons are to decide is not refused by the advice of one', () => {
  expect(defectsOf({ one: task({ ...words, escalation: asking, fourEyes: true }) })).toEqual([
    'step "one": has fourEyes and escalation: one or the other',
  ]);
});

it('an escalation without anybody, any question or any advice is told at once', () => {
  const escalation = { roles: [], questions: [], advice: [] };
  expect(defectsOf({ one: task({ ...words, escalation }) })).toEqual([
    'step "one": escalation has no roles',
    'step "one": escalation has no questions',
    'step "one": escalation has no advice',
  ]);
});

it('what people choose from are codes, never stories', () => {
  const escalation = { roles: ['supervisor'], questions: ['Is it?'], advice: ['Yes'] } as const;
  const onRefusal = { tooYoung: refuse, otherwise: refuse };
  expect(defectsOf({ one: task({ ...words, onRefusal, escalation }) })).toEqual(
    ['tooYoung', 'Is it?', 'Yes'].map((code) => `step "one": code "${code}" must be lower-case words joined by "-"`),
  );
});

it('a form belongs to a task', () => {
  const steps = { one: task(words), two: wait({ title, needs: ['one'] }) };
  expect(defectsOf(steps, { forms: { one: form, two: form, three: form } })).toEqual(
    expect.arrayContaining(['step "two": has a form, but is no task', 'step "three": has a form, but is no task']),
  );
});
