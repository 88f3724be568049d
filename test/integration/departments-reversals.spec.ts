import { readIdNumber } from '../../departments/identity/id-number';
import type { BirthReport } from '../../departments/samples/birth-report';
import { newbornSamples } from '../../departments/samples/newborn';
import type { DepartmentId } from '../../departments/sandbox/departments';
import type { Entry } from '../../departments/sandbox/registers/registers';
import type { MatterRequest, Reply } from '../../departments/testing/department-caller';
import { fieldsRead, knownFields } from '../../departments/testing/newborn-fields';
import { startTestSandbox, TEST_CITY_PERSONS, type TestSandbox } from '../../departments/testing/test-sandbox';
import { createTestDatabase, type TestDatabase } from '../support/database';

const now = new Date();

describe('what has been done, taken back or put right', () => {
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

  type More = Partial<MatterRequest> & { now?: Record<string, unknown> };

  /** One family, what is known of its child, and the calls for it: each keeps what it was answered. */
  class Family {
    readonly known: Record<string, unknown>;

    constructor(
      readonly caseId: string,
      report: BirthReport = sample(caseId),
    ) {
      this.known = knownFields(report, 0, {});
    }

    key = (department: DepartmentId, matter: string): string => `${this.caseId}-${department}-${matter}`;

    async ask(department: DepartmentId, matter: string, { now: change = {}, ...more }: More = {}): Promise<Reply> {
      Object.assign(this.known, change);
      const reply = await sandbox.callers[department].ask(matter, {
        ...{ key: this.key(department, matter), caseId: this.caseId, subject: 1 },
        fields: fieldsRead(department, matter, this.known),
        ...more,
      });
      Object.assign(this.known, reply.body.output);
      return reply;
    }

    undo(department: DepartmentId, matter: string, of: string, more: More = {}): Promise<Reply> {
      return this.ask(department, matter, { undoes: this.key(department, of), reason: 'revoked', ...more });
    }

    amend(department: DepartmentId, matter: string, of: string, former: object, more: More = {}): Promise<Reply> {
      return this.ask(department, matter, {
        ...{ key: `${this.key(department, matter)}-anew`, amends: this.key(department, of) },
        ...{ former: former as Record<string, unknown>, ...more },
      });
    }

    async entries(department: DepartmentId, register: string): Promise<Entry[]> {
      const { body } = await sandbox.callers[department].get(`registers/${register}?caseId=${this.caseId}`);
      return body.items as Entry[];
    }

    async effects(department: DepartmentId) {
      return (await sandbox.callers[department].effects()).filter(({ caseId }) => caseId === this.caseId);
    }
  }

  const sample = (seed: string): BirthReport => {
    const [report] = newbornSamples({
      ...{ seed, count: 1, cityPersons: TEST_CITY_PERSONS, now, situation: 'marriedLocal' },
    });
    if (!report) throw new Error('no sample');
    return report;
  };
  const read = async (department: DepartmentId, register: string, key: string): Promise<Entry> =>
    (await sandbox.callers[department].get(`registers/${register}/${key}`)).body as unknown as Entry;

  describe('an undo', () => {
    it('of a call that never came is done, remembered, and the call is refused when it comes after all', async () => {
      const family = new Family('never-came');
      const undone = await family.undo('humanResources', 'stopCitizenCard', 'issueCitizenCard', {
        reason: 'withdrawn',
      });
      expect([undone.status, undone.body]).toEqual([200, { outcome: 'completed', output: {} }]);
      family.known['child.idNumber'] = '330702202606010012';
      const late = await family.ask('humanResources', 'issueCitizenCard');
      expect([late.status, late.said]).toEqual([200, 'undone-before']);
      const told = await sandbox.callers.humanResources.answer(family.key('humanResources', 'issueCitizenCard'));
      expect(told.said).toBe('undone-before');
      expect(await family.entries('humanResources', 'citizenCards')).toEqual([]);
      expect(await family.effects('humanResources')).toMatchObject([
        { matter: 'issueCitizenCard', outcome: 'refused', registerKey: null },
        { matter: 'stopCitizenCard', outcome: 'completed', undoes: family.key('humanResources', 'issueCitizenCard') },
      ]);
    });

    it('that races with the call it undoes leaves nothing standing, whichever is first', async () => {
      const families = Array.from({ length: 12 }, (_, n) => new Family(`race-${n}`));
      await Promise.all(
        families.flatMap((family, n) => {
          const calls = [
            () => family.ask('diseaseControl', 'openVaccinationRecord'),
            () => family.undo('diseaseControl', 'closeVaccinationRecord', 'openVaccinationRecord'),
          ];
          return (n % 2 === 0 ? calls : calls.reverse()).map((call) => call());
        }),
      );
      for (const family of families) {
        expect((await family.entries('diseaseControl', 'vaccinationRecords')).filter(({ voided }) => !voided)).toEqual(
          [],
        );
        const undone = (await family.effects('diseaseControl')).filter(({ undoes }) => undoes !== null);
        expect(undone).toMatchObject([{ outcome: 'completed' }]);
      }
    });

    it('of what was refused changes nothing', async () => {
      const family = new Family('refused');
      expect((await family.ask('health', 'issueBirthCertificate', { now: { 'child.name': '王Anna' } })).said).toBe(
        'name-not-allowed',
      );
      expect((await family.undo('health', 'voidBirthCertificate', 'issueBirthCertificate')).said).toBe('completed');
      expect(await family.entries('health', 'birthCertificates')).toEqual([]);
    });

    it('of an answer that is still to come voids what was done for it', async () => {
      const family = new Family('later');
      await sandbox.callers.health.setFaults({ later: { afterMs: 60_000 } });
      expect((await family.ask('health', 'issueBirthCertificate')).status).toBe(202);
      await sandbox.callers.health.clearFaults();
      expect((await family.undo('health', 'voidBirthCertificate', 'issueBirthCertificate')).said).toBe('completed');
      expect(await family.entries('health', 'birthCertificates')).toMatchObject([
        { voided: true, voidedFor: 'revoked' },
      ]);
    });

    it('can be refused, and then what it was to undo stands', async () => {
      const family = new Family('refusing');
      await family.ask('health', 'issueBirthCertificate');
      await sandbox.callers.health.setFaults({ refuseRate: 1, only: 'voidBirthCertificate' });
      const reply = await family.undo('health', 'voidBirthCertificate', 'issueBirthCertificate');
      await sandbox.callers.health.clearFaults();
      expect(reply.said).toBe('refused-by-training');
      expect(await family.entries('health', 'birthCertificates')).toMatchObject([{ voided: false, voidedFor: null }]);
    });

    it('must say which call it undoes; a matter that undoes nothing must not', async () => {
      const family = new Family('unsaid');
      const unsaid = await family.ask('health', 'voidBirthCertificate');
      const untrue = await family.ask('health', 'issueBirthCertificate', { undoes: 'x', reason: 'revoked' });
      const other = await family.ask('health', 'voidBirthCertificate', { amends: 'x', former: {} });
      for (const { status, said } of [unsaid, untrue, other]) expect([status, said]).toEqual([400, 'body-invalid']);
    });

    it('gives the contribution back and demands the benefit back, once each', async () => {
      const family = new Family('money');
      for (const [department, matter] of [
        ['health', 'issueBirthCertificate'],
        ['police', 'registerHousehold'],
        ['medicalInsurance', 'enrolNewborn'],
        ['medicalInsurance', 'decideMaternityBenefit'],
      ] as const) {
        expect((await family.ask(department, matter)).said).toBe('completed');
      }
      for (const key of ['once', 'twice']) {
        await family.undo('medicalInsurance', 'cancelEnrolment', 'enrolNewborn', { key: `fee-${key}` });
        await family.undo('medicalInsurance', 'recoverMaternityBenefit', 'decideMaternityBenefit', {
          key: `aid-${key}`,
        });
      }
      const [refund, ...noOther] = await family.entries('medicalInsurance', 'refunds');
      expect(noOther).toEqual([]);
      expect(refund?.fields).toEqual({
        'refund.number': refund?.key,
        'child.insuredNumber': family.known['child.insuredNumber'],
        'insurance.payer': family.known['insurance.payer'],
        'insurance.payerIdNumber': family.known['insurance.payerIdNumber'],
        'contribution.amount': '400.00',
      });
      const [recovery, ...noMore] = await family.entries('medicalInsurance', 'recoveries');
      expect(noMore).toEqual([]);
      expect(recovery?.fields).toMatchObject({
        'benefit.amount': family.known['benefit.amount'],
        'payout.account': family.known['payout.account'],
        'recovery.dueOn': expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
      });
    });

    it('of a number that was filled in takes it out again, and says what it was', async () => {
      const family = new Family('filled-in');
      await family.ask('diseaseControl', 'openVaccinationRecord');
      const idNumber = '330702202606010012';
      await family.ask('diseaseControl', 'addIdNumber', { now: { 'child.idNumber': idNumber } });
      expect((await family.undo('diseaseControl', 'removeIdNumber', 'addIdNumber')).said).toBe('completed');
      const [record] = await family.entries('diseaseControl', 'vaccinationRecords');
      expect(record).toMatchObject({ voided: false, former: [{ fields: { 'child.idNumber': idNumber } }] });
      expect(record?.fields['child.idNumber']).toBeUndefined();
    });
  });

  describe('a correction', () => {
    const OTHER = { female: 'male', male: 'female' } as const;

    it('of the sex changes the ID number and whatever is kept under it, and every old number still finds the child', async () => {
      const family = new Family('sex');
      await family.ask('diseaseControl', 'openVaccinationRecord');
      for (const [department, matter] of [
        ['health', 'issueBirthCertificate'],
        ['police', 'registerHousehold'],
        ['medicalInsurance', 'enrolNewborn'],
        ['humanResources', 'issueCitizenCard'],
        ['diseaseControl', 'addIdNumber'],
      ] as const) {
        expect((await family.ask(department, matter)).said).toBe('completed');
      }
      const was = { ...family.known };
      const sex = OTHER[was['child.sex'] as 'female' | 'male'];
      const former = (...paths: string[]) => Object.fromEntries(paths.map((path) => [path, was[path]]));
      Object.assign(family.known, { 'child.sex': sex });

      const certificate = await family.amend(
        'health',
        'reissueBirthCertificate',
        'issueBirthCertificate',
        former('child.sex'),
      );
      expect(certificate.output('child.birthCertificateNumber')).not.toBe(was['child.birthCertificateNumber']);
      expect(await read('health', 'birthCertificates', String(was['child.birthCertificateNumber']))).toMatchObject({
        voided: true,
        voidedFor: 'amended',
        replacedBy: certificate.output('child.birthCertificateNumber'),
      });

      const entered = await family.amend(
        'police',
        'correctHouseholdEntry',
        'registerHousehold',
        former('child.sex', 'child.birthCertificateNumber'),
      );
      const [oldNumber, newNumber] = [String(was['child.idNumber']), entered.output('child.idNumber')];
      expect(readIdNumber(newNumber)).toEqual({ ...readIdNumber(oldNumber), sex });
      const byOld = await read('police', 'householdEntries', oldNumber);
      expect(byOld).toMatchObject({ key: newNumber, formerKeys: [oldNumber], voided: false });
      expect(byOld.former).toMatchObject([
        { key: oldNumber, fields: former('child.sex', 'child.birthCertificateNumber') },
      ]);
      expect(await read('police', 'householdEntries', newNumber)).toEqual(byOld);

      const insured = await family.amend(
        'medicalInsurance',
        'correctEnrolment',
        'enrolNewborn',
        former('child.idNumber'),
      );
      expect(insured.body).toEqual({ outcome: 'completed', output: {} });
      expect(await family.entries('medicalInsurance', 'enrolments')).toMatchObject([
        { key: was['child.insuredNumber'], fields: { 'child.idNumber': newNumber }, voided: false },
      ]);
      const card = await family.amend(
        'humanResources',
        'reissueCitizenCard',
        'issueCitizenCard',
        former('child.idNumber'),
      );
      expect((await family.entries('humanResources', 'citizenCards')).map(({ key, voided }) => [key, voided])).toEqual([
        [was['child.cardNumber'], true],
        [card.output('child.cardNumber'), false],
      ]);
      await family.amend('diseaseControl', 'correctVaccinationRecord', 'openVaccinationRecord', former('child.sex'));
      await family.amend('diseaseControl', 'addIdNumber', 'addIdNumber', former('child.idNumber'));
      expect(await family.entries('diseaseControl', 'vaccinationRecords')).toMatchObject([
        { voided: false, fields: { 'child.sex': sex, 'child.idNumber': newNumber } },
      ]);

      // What has been put right is undone as a whole, by the call that was first.
      await family.undo('humanResources', 'stopCitizenCard', 'issueCitizenCard');
      await family.undo('health', 'voidBirthCertificate', 'issueBirthCertificate');
      const standing = [
        ...(await family.entries('humanResources', 'citizenCards')),
        ...(await family.entries('health', 'birthCertificates')),
      ].filter(({ voided }) => !voided);
      expect(standing).toEqual([]);
    });

    it('told twice under one key is made once, and a second correction starts from the first', async () => {
      const family = new Family('twice');
      await family.ask('health', 'issueBirthCertificate');
      const was = family.known['child.weightGrams'];
      const correct = (key: string, from: unknown, to: number): Promise<Reply> =>
        family.amend(
          ...(['health', 'reissueBirthCertificate', 'issueBirthCertificate', { 'child.weightGrams': from }] as const),
          { key, now: { 'child.weightGrams': to } },
        );
      const issued = family.known['child.birthCertificateNumber'];
      const first = await correct('w-1', was, 3111);
      family.known['child.birthCertificateNumber'] = issued;
      expect((await correct('w-1', was, 3111)).body).toEqual(first.body);
      expect(await family.entries('health', 'birthCertificates')).toHaveLength(2);
      const late = await correct('w-2', was, 3222);
      expect([late.status, late.said]).toEqual([409, 'former-differs']);
      expect((await correct('w-3', 3111, 3222)).said).toBe('completed');
      expect((await family.entries('health', 'birthCertificates')).filter(({ voided }) => !voided)).toHaveLength(1);
    });

    it('cannot be made in what was never entered or is void, nor into what stands for another child', async () => {
      const family = new Family('nothing-there');
      family.known['child.birthCertificateNumber'] = 'Z330000000';
      const correct = (key: string): Promise<Reply> =>
        family.amend('health', 'reissueBirthCertificate', 'issueBirthCertificate', {}, { key });
      expect((await correct('n-1')).said).toBe('entry-unknown');
      await family.ask('health', 'issueBirthCertificate');
      const other = new Family('other', sample('nothing-there'));
      other.known['birth.bornAt'] = new Date(now.getTime() - 86_400_000).toISOString();
      await other.ask('health', 'issueBirthCertificate');
      const taken = await other.amend(
        ...(['health', 'reissueBirthCertificate', 'issueBirthCertificate', {}] as const),
        { now: { 'birth.bornAt': family.known['birth.bornAt'] } },
      );
      expect(taken.said).toBe('certificate-exists');
      await family.undo('health', 'voidBirthCertificate', 'issueBirthCertificate');
      expect((await correct('n-2')).said).toBe('entry-voided');
    });

    it('that comes while what it amends is undone is refused, or undone with it', async () => {
      const families = Array.from({ length: 6 }, (_, n) => new Family(`both-${n}`));
      for (const family of families) await family.ask('health', 'issueBirthCertificate');
      await Promise.all(
        families.flatMap((family) => [
          family.amend('health', 'reissueBirthCertificate', 'issueBirthCertificate', {}),
          family.undo('health', 'voidBirthCertificate', 'issueBirthCertificate'),
        ]),
      );
      for (const family of families) {
        expect((await family.entries('health', 'birthCertificates')).filter(({ voided }) => !voided)).toEqual([]);
      }
    });

    it('of the birth date decides the benefit and the cover anew', async () => {
      const family = new Family('born-later');
      await family.ask('medicalInsurance', 'decideMaternityBenefit');
      const was = String(family.known['birth.bornAt']);
      const is = new Date(Date.parse(was) - 3_600_000 * 24).toISOString();
      const anew = await family.amend(
        ...([
          'medicalInsurance',
          'redecideMaternityBenefit',
          'decideMaternityBenefit',
          { 'birth.bornAt': was },
        ] as const),
        { now: { 'birth.bornAt': is } },
      );
      expect(anew.body).toEqual({ outcome: 'completed', output: {} });
      expect(await family.entries('medicalInsurance', 'maternityBenefits')).toMatchObject([
        {
          key: family.known['benefit.decisionNumber'],
          fields: { 'birth.bornAt': is },
          former: [{ fields: { 'birth.bornAt': was } }],
        },
      ]);
    });
  });
});
