import { readIdNumber } from '../../departments/identity/id-number';
import type { BirthReport } from '../../departments/samples/birth-report';
import { NEWBORN_SITUATIONS, newbornSamples, type NewbornSituation } from '../../departments/samples/newborn';
import type { DepartmentId } from '../../departments/sandbox/departments';
import { fieldsRead, knownFields } from '../../departments/testing/newborn-fields';
import { startTestSandbox, TEST_CITY_PERSONS, type TestSandbox } from '../../departments/testing/test-sandbox';
import { createTestDatabase, type TestDatabase } from '../support/database';

const now = new Date();
const SAMPLES_EACH = 5;

/** The eight matters in the order in which each finds what it needs, then the two that fill in the ID number. */
const PER_CHILD: [DepartmentId, string][] = [
  ['diseaseControl', 'openVaccinationRecord'],
  ['maternalChildHealth', 'linkMotherChildHandbook'],
  ['maternalChildHealth', 'openChildHealthRecord'],
  ['health', 'issueBirthCertificate'],
  ['police', 'registerHousehold'],
  ['medicalInsurance', 'enrolNewborn'],
  ['humanResources', 'issueCitizenCard'],
  ['diseaseControl', 'addIdNumber'],
  ['maternalChildHealth', 'addIdNumber'],
];

/** What every department says to a report, as `matter: outcome` or `matter: refusal code`; silent where facts are missing. */
async function walk(sandbox: TestSandbox, report: BirthReport, caseId: string): Promise<Record<string, string>[]> {
  const outcomes: Record<string, string>[] = [];
  for (const [child, { order }] of report.children.entries()) {
    const known = knownFields(report, child, {});
    const ofChild: Record<string, string> = {};
    for (const [department, matter] of PER_CHILD) {
      const reply = await sandbox.callers[department].ask(matter, {
        key: `${caseId}-${order}-${department}-${matter}`,
        caseId,
        subject: order,
        fields: fieldsRead(department, matter, known),
      });
      Object.assign(known, reply.body.output);
      ofChild[`${department}.${matter}`] = reply.said ?? '';
    }
    const idNumber = known['child.idNumber'];
    if (typeof idNumber === 'string') {
      expect(readIdNumber(idNumber)).toMatchObject({
        sex: report.children[child]?.sex,
        divisionCode: report.household.divisionCode,
        bornOn: report.birth.bornAt.slice(0, 10),
      });
      expect(known['child.coveredFrom']).toBe(report.birth.bornAt.slice(0, 10));
    }
    outcomes.push(ofChild);
  }
  const benefit = await sandbox.callers.medicalInsurance.ask('decideMaternityBenefit', {
    key: `${caseId}-benefit`,
    caseId,
    fields: fieldsRead('medicalInsurance', 'decideMaternityBenefit', knownFields(report, 0, {})),
  });
  if (benefit.body.output) {
    const days = 98 + (report.birth.deliveryKind === 'caesarean' ? 15 : 0) + (report.birth.count - 1) * 15;
    expect(benefit.body.output).toMatchObject({
      'benefit.days': days,
      'benefit.amount': expect.stringMatching(/^\d+\.\d\d$/),
    });
  }
  return [...outcomes, { benefit: benefit.said ?? '' }];
}

const allCompleted = Object.fromEntries(
  PER_CHILD.map(([department, matter]) => [`${department}.${matter}`, 'completed']),
);
const missing = 'field-missing';

const EXPECTED: Record<NewbornSituation, { children: number; child: Record<string, string>; benefit: string }> = {
  marriedLocal: { children: 1, child: allCompleted, benefit: 'completed' },
  unmarriedFollowingMother: { children: 1, child: allCompleted, benefit: 'completed' },
  fatherUnknown: { children: 1, child: allCompleted, benefit: 'completed' },
  twins: { children: 2, child: allCompleted, benefit: 'completed' },
  triplets: { children: 3, child: allCompleted, benefit: 'completed' },
  motherInsuredElsewhere: { children: 1, child: allCompleted, benefit: 'mother-insured-elsewhere' },
  motherNotInsured: { children: 1, child: allCompleted, benefit: 'mother-not-insured' },
  nameNotChosen: {
    children: 1,
    child: {
      ...allCompleted,
      'health.issueBirthCertificate': missing,
      'police.registerHousehold': missing,
      'medicalInsurance.enrolNewborn': missing,
      'humanResources.issueCitizenCard': missing,
      'diseaseControl.addIdNumber': missing,
      'maternalChildHealth.addIdNumber': missing,
    },
    benefit: 'completed',
  },
  householdOutsideCity: {
    children: 1,
    child: {
      ...allCompleted,
      'police.registerHousehold': 'household-unknown',
      'medicalInsurance.enrolNewborn': missing,
      'humanResources.issueCitizenCard': missing,
      'diseaseControl.addIdNumber': missing,
      'maternalChildHealth.addIdNumber': missing,
    },
    benefit: 'completed',
  },
};

describe('departments in every family situation', () => {
  let database: TestDatabase;
  let sandbox: TestSandbox;

  beforeAll(async () => {
    database = await createTestDatabase({ migrated: false });
    sandbox = await startTestSandbox(database.url);
  });
  afterAll(async () => {
    await sandbox.close();
    await database.drop();
  });
  afterEach(() => expect(sandbox.logged).toEqual([]));

  it.each(NEWBORN_SITUATIONS)('%s', async (situation) => {
    const reports = newbornSamples({
      seed: `walk ${situation}`,
      count: SAMPLES_EACH,
      situation,
      cityPersons: TEST_CITY_PERSONS,
      now,
    });
    const { children, child, benefit } = EXPECTED[situation];
    for (const [n, report] of reports.entries()) {
      const outcomes = await walk(sandbox, report, `${situation}-${n}`);
      expect(outcomes).toEqual([...Array<object>(children).fill(child), { benefit }]);
    }
  });

  it('undoes every matter with the fields of the step and its output, also twice', async () => {
    const report = sample('undo');
    await walk(sandbox, report, 'undo');
    const earlier: Record<string, unknown> = {};
    for (const { idempotencyKey } of (
      await Promise.all(Object.values(sandbox.callers).map((c) => c.effects()))
    ).flat()) {
      if (!idempotencyKey.startsWith('undo-1-')) continue;
      const department = idempotencyKey.split('-')[2] as DepartmentId;
      Object.assign(earlier, (await sandbox.callers[department].answer(idempotencyKey)).body.output);
    }
    const undo: [DepartmentId, string, string][] = [
      ['humanResources', 'issueCitizenCard', 'stopCitizenCard'],
      ['medicalInsurance', 'enrolNewborn', 'cancelEnrolment'],
      ['medicalInsurance', 'decideMaternityBenefit', 'recoverMaternityBenefit'],
      ['police', 'registerHousehold', 'cancelHouseholdEntry'],
      ['health', 'issueBirthCertificate', 'voidBirthCertificate'],
      ['maternalChildHealth', 'openChildHealthRecord', 'closeChildHealthRecord'],
      ['maternalChildHealth', 'linkMotherChildHandbook', 'unlinkMotherChildHandbook'],
      ['diseaseControl', 'openVaccinationRecord', 'closeVaccinationRecord'],
    ];
    for (const [department, matter, undoing] of undo) {
      const caller = sandbox.callers[department];
      const key = matter === 'decideMaternityBenefit' ? 'undo-benefit' : `undo-1-${department}-${matter}`;
      const { output } = (await caller.answer(key)).body;
      const fields = { ...fieldsRead(department, matter, { ...knownFields(report, 0, {}), ...earlier }), ...output };
      for (const round of [1, 2]) {
        const reply = await caller.ask(undoing, {
          ...{ key: `${key}-undo-${round}`, caseId: 'undo', fields },
          ...{ undoes: key, reason: 'withdrawn' },
        });
        expect([undoing, reply.status, reply.body]).toEqual([undoing, 200, { outcome: 'completed', output: {} }]);
      }
      const made = (await caller.effects()).find((effect) => effect.idempotencyKey === key);
      expect(made).toMatchObject({ outcome: 'completed', voided: true });
    }
    const again = await walk(sandbox, report, 'undo-again');
    expect(again).toEqual([allCompleted, { benefit: 'completed' }]);
  });

  const sample = (seed: string, situation?: NewbornSituation): BirthReport => {
    const [report] = newbornSamples({
      seed,
      count: 1,
      cityPersons: TEST_CITY_PERSONS,
      now,
      ...(situation && { situation }),
    });
    if (!report) throw new Error('no sample');
    return report;
  };
  const without = (fields: Record<string, unknown>, ...paths: string[]): Record<string, unknown> =>
    Object.fromEntries(Object.entries(fields).filter(([path]) => !paths.includes(path)));

  it.each<[string, string, (fields: Record<string, unknown>) => Record<string, unknown>]>([
    ['certificate-unknown', 'a number of wrong form', (f) => ({ ...f, 'child.birthCertificateNumber': 'Z3399' })],
    ['documents-doubtful', 'a mother of another name', (f) => ({ ...f, 'mother.name': '王别人' })],
    ['documents-doubtful', 'a father of another name', (f) => ({ ...f, 'father.name': '王别人' })],
    ['documents-doubtful', 'a mother nobody knows', (f) => ({ ...f, 'mother.idNumber': '330702199006010027' })],
    ['documents-doubtful', 'another marriage', (f) => ({ ...f, 'marriage.certificateNumber': 'J330702-2020-999999' })],
    ['documents-doubtful', 'married without a father', (f) => without(f, 'father.name', 'father.idNumber')],
    ['household-unknown', 'a household that is not theirs', (f) => ({ ...f, 'household.number': '3307020000000' })],
    ['household-unknown', 'a division that is not theirs', (f) => ({ ...f, 'household.divisionCode': '330799' })],
    [
      'proof-missing',
      'unmarried without a statement',
      (f) => ({ ...f, 'marriage.status': 'unmarried', 'household.follow': 'mother' }),
    ],
    [
      'proof-missing',
      'unmarried following the father',
      (f) => ({ ...f, 'marriage.status': 'unmarried', 'marriage.statement': '说明', 'household.follow': 'father' }),
    ],
  ])('police refuse with %s: %s', async (code, what, change) => {
    const fields = fieldsRead('police', 'registerHousehold', {
      ...knownFields(sample('police'), 0, {}),
      'child.birthCertificateNumber': 'Z339800001',
    });
    const reply = await sandbox.callers.police.ask('registerHousehold', {
      key: `police-${Buffer.from(what).toString('hex')}`,
      fields: change(fields),
    });
    expect(reply.body).toEqual({
      outcome: 'refused',
      reason: { code, message: { 'zh-CN': expect.stringMatching(/\p{Script=Han}/u), en: expect.any(String) } },
    });
    expect((await sandbox.callers.police.effects()).at(-1)).toMatchObject({ outcome: 'refused', registerKey: null });
  });

  const daysAgo = (days: number): string => new Date(now.getTime() - days * 86_400_000).toISOString();

  it.each<[string, string, Record<string, unknown>]>([
    ['name-not-allowed', 'letters in the name', { 'child.name': '王Anna' }],
    ['name-not-allowed', 'the surname of nobody', { 'child.name': '慕一一' }],
    ['facts-contradict', 'a second child of one', { 'child.order': 2 }],
    ['facts-contradict', 'a birth in the future', { 'birth.bornAt': daysAgo(-1) }],
    ['facts-contradict', "a man's ID number", { 'mother.idNumber': '330702202606010012' }],
    ['explanation-missing', '31 days after birth', { 'birth.bornAt': daysAgo(31) }],
    ['parentage-test-missing', 'more than a year', { 'birth.bornAt': daysAgo(367), 'child.lateExplanation': '在外地' }],
    ['completed', 'exactly 30 days after birth', { 'birth.bornAt': daysAgo(30) }],
    ['completed', '31 days after birth, explained', { 'birth.bornAt': daysAgo(31), 'child.lateExplanation': '在外地' }],
    ['certificate-exists', 'the same child again', { 'birth.bornAt': daysAgo(30) }],
  ])('health answers %s: %s', async (expected, what, change) => {
    const fields = fieldsRead('health', 'issueBirthCertificate', knownFields(sample('health'), 0, {}));
    const reply = await sandbox.callers.health.ask('issueBirthCertificate', {
      key: `health-${Buffer.from(what).toString('hex')}`,
      fields: { ...fields, ...change },
    });
    expect(reply.said).toBe(expected);
  });

  it('asks the mother for a statement when nothing is said about the father', async () => {
    const fields = fieldsRead('health', 'issueBirthCertificate', knownFields(sample('alone', 'fatherUnknown'), 0, {}));
    const reply = await sandbox.callers.health.ask('issueBirthCertificate', {
      key: 'no-statement',
      fields: without(fields, 'birth.singleParentStatement'),
    });
    expect(reply.said).toBe('explanation-missing');
  });

  it('decides one benefit for one birth and insures and cards a child once', async () => {
    const { medicalInsurance, humanResources } = sandbox.callers;
    const known = { ...knownFields(sample('once'), 0, {}), 'child.idNumber': '330702202606010012' };
    const ask = async (caller: typeof humanResources, matter: string, change = {}): Promise<string[]> => {
      const fields = fieldsRead(caller.department, matter, { ...known, ...change });
      const replies = [
        await caller.ask(matter, { key: `${matter}-a`, fields }),
        await caller.ask(matter, { key: `${matter}-b`, fields }),
      ];
      return replies.map((reply) => reply.said ?? '');
    };
    expect(await ask(medicalInsurance, 'decideMaternityBenefit')).toEqual(['completed', 'benefit-already-decided']);
    expect(await ask(humanResources, 'issueCitizenCard')).toEqual(['completed', 'card-exists']);
    const born = { 'birth.bornAt': '2026-06-01T00:30:00+08:00' };
    expect(await ask(medicalInsurance, 'enrolNewborn', born)).toEqual(['completed', 'already-enrolled']);
    const wrongDay = fieldsRead('medicalInsurance', 'enrolNewborn', {
      ...known,
      'birth.bornAt': '2026-05-31T15:30:00Z',
    });
    const reply = await medicalInsurance.ask('enrolNewborn', { key: 'wrong-day', fields: wrongDay });
    expect(reply.said).toBe('id-number-unknown');
  });
});
