import {
  askApplicant,
  immediately,
  lifeEvent,
  loadDefinition,
  refuse,
  step,
  stopCase,
  task,
  wait,
  workingDays,
} from '../../core';

class Form {}

const title = { 'zh-CN': '阅览证', en: 'Reading licence' };
const heard = { by: ['citizen' as const], form: Form, check: () => [], fields: () => ({}) };

/**
 * A licence for the reading room: small, and it has everything that people do with their tasks. One that may be asked
 * about and given back for correction, one that two persons decide, and a wait of each kind for what comes out of time.
 */
export const readingLicence = loadDefinition(
  lifeEvent({
    name: 'reading-licence',
    version: 1,
    title,
    numberPrefix: 'RL',
    trigger: {
      by: ['citizen'],
      form: Form,
      provides: ['reader.name', 'reader.address'],
      check: () => [],
      begin: () => ({ record: {}, facts: {}, subjectFacts: [], businessKey: [], persons: [] }),
    },
    facts: {},
    signals: { bringBook: heard, wave: heard, knock: heard },
    steps: {
      examine: task({
        title,
        department: 'library',
        role: 'departmentStaff',
        limit: workingDays(2),
        reads: ['reader.name', 'reader.address'],
        writes: ['licence.level'],
        onRefusal: {
          'address-doubtful': askApplicant,
          banned: stopCase,
          'too-young': refuse,
          otherwise: refuse,
        },
        escalation: {
          roles: ['supervisor'],
          questions: ['is-this-lawful'],
          advice: ['precedent-exists', 'not-lawful'],
        },
      }),
      grant: task({
        title,
        department: 'library',
        role: 'departmentStaff',
        limit: workingDays(2),
        needs: ['examine'],
        reads: ['reader.name'],
        writes: ['licence.number'],
        onRefusal: { 'shelf-full': refuse, otherwise: refuse },
        fourEyes: true,
      }),
      post: step('post.sendLicence', {
        title,
        matterCode: '000',
        legalBasis: 'a by-law',
        limit: immediately,
        repeat: 'sameKeySameAnswer',
        retry: { attempts: 1, firstDelayMs: 1_000, factor: 2, maxDelayMs: 10_000 },
        needs: ['grant'],
        reads: ['reader.name', 'licence.number'],
        onRefusal: { 'address-unknown': askApplicant, otherwise: refuse },
      }),
      bringBook: wait({ title, signal: 'bringBook', needs: ['examine'], otherwise: 'defer' }),
      wave: wait({ title, signal: 'wave', needs: ['examine'], otherwise: 'ignore' }),
      knock: wait({ title, signal: 'knock', needs: ['examine'], otherwise: 'reject' }),
    },
  }),
);
