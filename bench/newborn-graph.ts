import { immediately, lifeEvent, loadDefinition, step, type Beginning, type LifeEvent } from '../src/core';
import type { DepartmentCall, DepartmentGateway } from '../src/engine/department-gateway';

/**
 * The newborn graph as the other engines run it: a birth certificate, the household after it, three steps that need
 * only the birth facts and three that need the household. Eight steps, about a kilobyte of input, a hundred bytes of
 * output each; handlers do nothing. Everything around them is the product's own.
 */
const text = (en: string) => ({ 'zh-CN': en, en });
const matter = {
  matterCode: '000000000000',
  legalBasis: 'bench',
  limit: immediately,
  repeat: 'sameKeySameAnswer',
} as const;

class BenchReport {}

export const newbornGraph: LifeEvent = loadDefinition(
  lifeEvent({
    name: 'bench-newborn',
    version: 1,
    title: text('newborn graph'),
    numberPrefix: 'BE',
    trigger: {
      by: ['hospital'],
      form: BenchReport,
      provides: ['child.name', 'child.sex', 'birth.bornAt', 'mother.name', 'mother.idNumber', 'father.name', 'note'],
      check: () => [],
      begin: (report: Record<string, unknown>): Beginning => ({
        record: report,
        facts: {},
        subjectFacts: [],
        businessKey: [String(report['caseNo'])],
        persons: [],
      }),
    },
    steps: {
      birthCertificate: step('health.issueBirthCertificate', {
        ...matter,
        title: text('birth certificate'),
        reads: ['child.name', 'child.sex', 'birth.bornAt', 'mother.name', 'mother.idNumber', 'father.name'],
        writes: ['child.birthCertificate'],
      }),
      householdRegistration: step('police.registerHousehold', {
        ...matter,
        title: text('household'),
        needs: ['birthCertificate'],
        reads: ['child.name', 'child.birthCertificate', 'mother.idNumber'],
        writes: ['child.household'],
      }),
      ...Object.fromEntries(
        [
          ['vaccinationCertificate', 'diseaseControl.openVaccinationRecord'],
          ['motherChildHandbook', 'maternalChildHealth.linkMotherChildHandbook'],
          ['childHealthHandbook', 'maternalChildHealth.openChildHealthRecord'],
        ].map(([id = '', handler = '']) => [
          id,
          step(handler, {
            ...matter,
            title: text(id),
            needs: ['birthCertificate'],
            reads: ['child.birthCertificate', 'birth.bornAt'],
            writes: [`child.${id}`],
          }),
        ]),
      ),
      ...Object.fromEntries(
        [
          ['medicalInsurance', 'medicalInsurance.enrolNewborn'],
          ['citizenCard', 'humanResources.issueCitizenCard'],
          ['maternityBenefit', 'medicalInsurance.decideMaternityBenefit'],
        ].map(([id = '', handler = '']) => [
          id,
          step(handler, {
            ...matter,
            title: text(id),
            needs: ['householdRegistration'],
            reads: ['child.household', 'mother.name'],
            writes: [`child.${id}`],
          }),
        ]),
      ),
    },
    always: [],
  }),
);

const NOTE = 'x'.repeat(640);

/** A report of about one kilobyte. */
export const benchReport = (n: number): Record<string, unknown> => ({
  caseNo: `NB-2026-${String(n).padStart(8, '0')}`,
  child: { name: '张小明', sex: 'female', weightGrams: 3250 },
  birth: { bornAt: '2026-03-01T08:30:00+08:00', hospital: '第一医院' },
  mother: {
    name: '李华',
    idNumber: '110101199003070000',
    phone: '13800000000',
    address: '某市某区某街道一号院二单元三零一室',
  },
  father: { name: '张伟', idNumber: '110101198803070000', phone: '13900000000' },
  note: NOTE,
});

/** Departments that do nothing at once. */
export const noOpDepartments: DepartmentGateway = {
  call: ({ step: id, idempotencyKey }: DepartmentCall) => {
    const field = { birthCertificate: 'birthCertificate', householdRegistration: 'household' }[id] ?? id;
    const value = {
      kind: id,
      no: `${id.slice(0, 3).toUpperCase()}-${idempotencyKey}`,
      issuedAt: '2026-03-02T00:00:00Z',
    };
    return Promise.resolve({ kind: 'completed', output: { [`child.${field}`]: value } });
  },
  ask: () => Promise.resolve(undefined),
};
