import {
  askApplicant,
  immediately,
  lifeEvent,
  loadDefinition,
  refuse,
  step,
  task,
  wait,
  workingDays,
} from '../../core';
import { makeScenario } from '../read-scenario';
import { simulate, type SimulateOptions, type SimulationResult } from '../simulate';

class Form {}

const title = { 'zh-CN': '窗口', en: 'Counter' };
const heard = { by: ['citizen' as const], form: Form, check: () => [], fields: () => ({}) };
const trigger = {
  by: ['citizen' as const],
  form: Form,
  provides: ['asked.on', 'asked.name'],
  check: () => [],
  begin: () => ({ record: {}, facts: {}, subjectFacts: [], businessKey: [], persons: [] }),
};
const matter = { title, matterCode: '000', legalBasis: 'a by-law', repeat: 'sameKeySameAnswer' as const };
const retry = { attempts: 3, firstDelayMs: 60_000, factor: 2, maxDelayMs: 600_000 };

/** One counter, one step: what queueing theory speaks of. */
export const counter = loadDefinition(
  lifeEvent({
    ...{ name: 'counter', version: 1, title, numberPrefix: 'CO', trigger, facts: {}, signals: {}, always: [] },
    limit: { legal: workingDays(10), promised: workingDays(5) },
    steps: {
      serve: step('hall.serve', {
        ...{ ...matter, retry, reads: ['asked.name'] },
        limit: { legal: workingDays(3), promised: workingDays(1) },
        onRefusal: { incomplete: askApplicant, otherwise: refuse },
      }),
    },
  }),
);

/** A department before two others that work at the same time, a task that may be asked about, one that two decide, and a wait. */
export const permit = loadDefinition(
  lifeEvent({
    ...{ name: 'permit', version: 1, title, numberPrefix: 'PE', trigger, facts: { large: [true, false] }, always: [] },
    signals: { paid: heard },
    steps: {
      check: step('hall.check', { ...matter, retry, limit: workingDays(2), reads: ['asked.name'] }),
      fire: step('brigade.inspect', {
        ...matter,
        retry,
        limit: workingDays(5),
        reads: ['asked.name'],
        needs: ['check'],
      }),
      water: step('works.connect', {
        ...matter,
        retry,
        limit: workingDays(5),
        reads: ['asked.name'],
        needs: ['check'],
      }),
      paid: wait({ title, signal: 'paid', needs: ['check'] }),
      examine: task({
        ...{ title, department: 'hall', role: 'departmentStaff', limit: workingDays(5), reads: ['asked.name'] },
        needs: ['check'],
        onRefusal: { otherwise: refuse },
        escalation: { roles: ['supervisor'], questions: ['is-this-lawful'], advice: ['not-lawful'] },
      }),
      grant: task({
        ...{ title, department: 'hall', role: 'departmentStaff', limit: workingDays(5), reads: ['asked.name'] },
        needs: ['fire', 'water', 'paid', 'examine'],
        fourEyes: true,
        onRefusal: { otherwise: refuse },
      }),
      sign: step('hall.postPermit', { ...matter, retry, limit: immediately, reads: ['asked.name'], needs: ['grant'] }),
    },
  }),
);

export const testDefinitions = [counter, permit];

export const play = (plain: object, options: SimulateOptions = {}): SimulationResult =>
  simulate(makeScenario(JSON.parse(JSON.stringify(plain)), testDefinitions), testDefinitions, options);

export const officeHours = [
  { days: 'working', from: '09:00', until: '12:00' },
  { days: 'working', from: '13:00', until: '17:00' },
];

/** A scenario of the counter, with cases at these instants. */
export const counterScenario = (department: object, more: object = {}, load: object = {}): object => ({
  ...{ from: '2026-03-02', until: '2026-03-31' },
  events: {
    counter: {
      arrivals: { kind: 'file', file: 'arrivals' },
      situations: [{ name: 'all', weight: 1, facts: {} }],
      ...load,
    },
  },
  departments: { hall: { answerTime: { kind: 'constant', value: 60 }, ...department } },
  ...more,
});

/** Plays the counter with cases at these instants, in Asia/Shanghai. */
export const playAt = (times: readonly string[], scenario: object): SimulationResult =>
  play(scenario, { readFile: () => times.map((time) => `${time}:00+08:00`).join('\n') });
