import { city } from '../../departments/city/city';
import { readIdNumber } from '../../departments/identity/id-number';
import { newbornSamples } from '../../departments/samples/newborn';
import { fieldsRead, knownFields } from '../../departments/testing/newborn-fields';
import { startTestSandbox, TEST_CITY_PERSONS, type TestSandbox } from '../../departments/testing/test-sandbox';
import { createTestDatabase, type TestDatabase } from '../support/database';

const now = new Date();
const report = (seed: number) => {
  const [sample] = newbornSamples({ seed, count: 1, cityPersons: TEST_CITY_PERSONS, now });
  if (!sample) throw new Error('no sample');
  return sample;
};
const certificateFields = (seed: number) =>
  fieldsRead('health', 'issueBirthCertificate', knownFields(report(seed), 0, {}));
const vaccinationFields = (seed: number) =>
  fieldsRead('diseaseControl', 'openVaccinationRecord', knownFields(report(seed), 0, {}));
const householdFields = (seed: number, certificate: string) =>
  fieldsRead('police', 'registerHousehold', {
    ...knownFields(report(seed), 0, {}),
    'child.birthCertificateNumber': certificate,
  });

describe('calls to a department', () => {
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

  it('answers a repeated key with the same answer and without a second effect', async () => {
    const { health } = sandbox.callers;
    const first = await health.ask('issueBirthCertificate', { key: 'repeat', fields: certificateFields(1) });
    const again = await health.ask('issueBirthCertificate', { key: 'repeat', fields: certificateFields(1) });
    expect(first.status).toBe(200);
    expect(first.output('child.birthCertificateNumber')).toMatch(/^Z33\d{7}$/);
    expect(again.body).toEqual(first.body);
    expect((await health.answer('repeat')).body).toEqual(first.body);
    expect((await health.effects()).filter((effect) => effect.idempotencyKey === 'repeat')).toHaveLength(1);
  });

  it('has one effect when the same key arrives twenty times at once', async () => {
    const { police } = sandbox.callers;
    const fields = householdFields(2, 'Z339900001');
    const replies = await Promise.all(
      Array.from({ length: 20 }, () => police.ask('registerHousehold', { key: 'storm', fields, caseId: 'storm' })),
    );
    expect(new Set(replies.map((reply) => reply.status))).toEqual(new Set([200]));
    expect(new Set(replies.map((reply) => reply.output('child.idNumber'))).size).toBe(1);
    expect((await police.effects()).filter((effect) => effect.idempotencyKey === 'storm')).toHaveLength(1);
    expect((await police.get('registers/householdEntries?caseId=storm')).body.items).toHaveLength(1);
  });

  it('lets one of two keys for the same certificate win and refuses the others', async () => {
    const { police } = sandbox.callers;
    const fields = householdFields(3, 'Z339900002');
    const replies = await Promise.all(
      Array.from({ length: 10 }, (_, n) => police.ask('registerHousehold', { key: `rival-${n}`, fields })),
    );
    const outcomes = replies.map((reply) => reply.said).sort();
    expect(outcomes).toEqual([...Array<string>(9).fill('already-registered'), 'completed']);
  });

  it('refuses a key that comes back with another request', async () => {
    const { health } = sandbox.callers;
    await health.ask('issueBirthCertificate', { key: 'reused', fields: certificateFields(4) });
    const other = await health.ask('issueBirthCertificate', { key: 'reused', fields: certificateFields(5) });
    expect(other.status).toBe(422);
    expect(other.body.code).toBe('idempotency-key-reused');
    const elsewhere = await health.ask('issueBirthCertificate', {
      key: 'reused',
      fields: certificateFields(4),
      callbackUrl: 'http://127.0.0.1:9/moved',
    });
    expect(elsewhere.status).toBe(200);
  });

  it('allots valid ID numbers and none twice under concurrent registrations of one day and division', async () => {
    const { police } = sandbox.callers;
    const replies = await Promise.all(
      Array.from({ length: 60 }, (_, n) =>
        police.ask('registerHousehold', {
          key: `many-${n}`,
          fields: householdFields(6, `Z33980${String(n).padStart(4, '0')}`),
        }),
      ),
    );
    const numbers = replies.map((reply) => reply.output('child.idNumber'));
    expect(new Set(numbers).size).toBe(60);
    const child = report(6);
    const bornOn = child.birth.bornAt.slice(0, 10);
    for (const number of numbers) {
      expect(readIdNumber(number)).toEqual({
        divisionCode: child.household.divisionCode,
        bornOn,
        sex: child.children[0]?.sex,
      });
    }
  });

  it('goes on behind the numbers that persons of the population register hold for that day', async () => {
    const { police } = sandbox.callers;
    const town = city(undefined, TEST_CITY_PERSONS);
    const held = Array.from({ length: town.persons }, (_, index) => town.person(index)).find(
      (person) => person.role === 'child' && person.idNumber.startsWith('3307'),
    );
    if (!held) throw new Error('a city without children');
    const parts = readIdNumber(held.idNumber);
    const household = [...Array(town.households).keys()]
      .map((index) => town.household(index))
      .find((candidate) => candidate.kind === 'singleWoman' && candidate.divisionCode === parts?.divisionCode);
    if (!household) throw new Error('no single woman in that division');
    const mother = town.person(household.persons[0] ?? -1);
    const reply = await police.ask('registerHousehold', {
      key: 'same-day',
      fields: {
        ...householdFields(7, 'Z339900003'),
        'father.name': undefined,
        'father.idNumber': undefined,
        'marriage.certificateNumber': undefined,
        'marriage.status': 'unmarried',
        'marriage.statement': '非婚生育',
        'household.follow': 'mother',
        'household.number': household.number,
        'household.divisionCode': household.divisionCode,
        'mother.name': mother.name,
        'mother.idNumber': mother.idNumber,
        'child.sex': held.sex,
        'birth.bornAt': `${held.bornOn}T10:00:00+08:00`,
      },
    });
    const allotted = reply.output('child.idNumber');
    expect(allotted.slice(0, 14)).toBe(held.idNumber.slice(0, 14));
    expect(Number(allotted.slice(14, 17))).toBeGreaterThan(Number(held.idNumber.slice(14, 17)));
  });

  it('keeps rare characters of a name byte for byte', async () => {
    const { health } = sandbox.callers;
    for (const [n, given] of ['㛃', '䶮', '𬍛', '𬀩𫖯'].entries()) {
      const issued = await health.ask('issueBirthCertificate', {
        key: `rare-${n}`,
        fields: { ...certificateFields(20 + n), 'father.name': '王强', 'child.name': `王${given}` },
      });
      const entry = await health.get(`registers/birthCertificates/${issued.output('child.birthCertificateNumber')}`);
      expect(Buffer.from(String(entry.body.fields?.['child.name']))).toEqual(Buffer.from(`王${given}`));
    }
  });

  it('voids an entry once, keeps it readable and makes room for a new one', async () => {
    const { diseaseControl } = sandbox.callers;
    const open = await diseaseControl.ask('openVaccinationRecord', { key: 'v-1', fields: vaccinationFields(30) });
    const number = open.output('child.vaccinationNumber');
    const fields = { 'child.vaccinationNumber': number };
    const undo = { fields, undoes: 'v-1', reason: 'revoked' };
    const closed = await diseaseControl.ask('closeVaccinationRecord', { key: 'v-2', ...undo });
    const closedAgain = await diseaseControl.ask('closeVaccinationRecord', { key: 'v-3', ...undo });
    expect([closed.body, closedAgain.body]).toEqual(Array(2).fill({ outcome: 'completed', output: {} }));
    const entry = await diseaseControl.get(`registers/vaccinationRecords/${number}`);
    expect(entry.body).toMatchObject({
      voided: true,
      voidedFor: 'revoked',
      fields: { 'child.vaccinationNumber': number },
    });
    const late = await diseaseControl.ask('addIdNumber', {
      key: 'v-4',
      fields: { ...fields, 'child.idNumber': '330702202606010012' },
    });
    expect([late.status, late.body.code]).toEqual([409, 'entry-voided']);
    const anew = await diseaseControl.ask('openVaccinationRecord', { key: 'v-5', fields: vaccinationFields(30) });
    expect(anew.body.outcome).toBe('completed');
    const effects = await diseaseControl.effects();
    expect(
      effects.filter((effect) => /^v-/.test(effect.idempotencyKey)).map((effect) => [effect.matter, effect.voided]),
    ).toEqual([
      ['openVaccinationRecord', true],
      ['closeVaccinationRecord', false],
      ['closeVaccinationRecord', false],
      ['openVaccinationRecord', false],
    ]);
  });

  it('answers 401 to a forged, an old and an unsigned call, and to a signature of another department', async () => {
    const { health, police } = sandbox.callers;
    const body = JSON.stringify({ caseId: 'c', step: 's', fields: {}, callbackUrl: 'http://127.0.0.1:9/' });
    const path = 'matters/issueBirthCertificate';
    const key = { 'idempotency-key': 'forged' };
    const attempts = [
      {},
      health.signature('forged', `${body} `),
      health.signature('forged', body, new Date(Date.now() - 6 * 60_000)),
      health.signature('forged', body, new Date(Date.now() + 6 * 60_000)),
      health.signature('another-id', body),
      police.signature('forged', body),
      { ...health.signature('forged', body), 'webhook-signature': 'v1,' },
    ];
    for (const signature of attempts) {
      const reply = await health.send('POST', path, body, { ...key, ...signature });
      expect([reply.status, reply.body.code]).toEqual([401, 'signature-invalid']);
    }
    expect((await health.send('GET', 'answers/repeat', undefined, {})).status).toBe(401);
  });

  it.each([
    ['an unknown matter', 'doNothing', {}, 404, 'matter-unknown'],
    ['a field that is missing', 'issueBirthCertificate', {}, 400, 'field-missing'],
    [
      'a field that is not read',
      'voidBirthCertificate',
      { 'child.birthCertificateNumber': 'Z330000001', 'mother.phone': '13900000000' },
      400,
      'field-not-read',
    ],
  ])('answers %s with a problem document', async (_what, matter, fields, status, code) => {
    const reply = await sandbox.callers.health.ask(matter, { key: `problem-${matter}`, fields });
    expect([reply.status, reply.body.code]).toEqual([status, code]);
    expect(reply.headers.get('content-type')).toContain('application/problem+json');
    expect(JSON.stringify(reply.body)).not.toContain('.ts');
  });

  it('answers requests it cannot read with problem documents', async () => {
    const { health } = sandbox.callers;
    const path = 'matters/issueBirthCertificate';
    const send = (body: string, key = 'unreadable') =>
      health.send('POST', path, body, { 'idempotency-key': key, ...health.signature(key, body) });
    expect((await send('{')).body).toMatchObject({ status: 400, code: 'request-invalid' });
    expect((await send('[]')).body).toMatchObject({ status: 400, code: 'body-invalid' });
    const call = { caseId: 'c', step: 's', fields: {}, callbackUrl: 'http://127.0.0.1:9/' };
    for (const concern of [
      { undoes: 'a', amends: 'b' },
      { undoes: 'a', reason: 'for-fun' },
      { undoes: 1, reason: 'revoked' },
      { amends: 'a' },
      { amends: '', former: {} },
    ]) {
      const { body } = await send(JSON.stringify({ ...call, ...concern }));
      expect(body).toMatchObject({ status: 400, code: 'body-invalid' });
    }
    expect((await send('{"caseId":1}')).body).toMatchObject({ status: 400, code: 'body-invalid' });
    expect((await send(`{"fields":"${'x'.repeat(103_000)}"}`)).body).toMatchObject({
      status: 413,
      code: 'body-too-large',
    });
    expect((await health.answer('never-sent')).body).toMatchObject({ status: 404, code: 'unknown-key' });
    expect((await health.get('nothing/here')).body).toMatchObject({ status: 404, code: 'not-found' });
    expect((await health.get('registers/nothing/1')).body).toMatchObject({ status: 404, code: 'register-unknown' });
    expect((await health.get('registers/birthCertificates')).body).toMatchObject({
      status: 400,
      code: 'case-id-missing',
    });
  });

  it('pages through all effects without missing one that was written meanwhile', async () => {
    const { maternalChildHealth } = sandbox.callers;
    const calls = Array.from({ length: 40 }, (_, n) =>
      maternalChildHealth.ask('linkMotherChildHandbook', {
        key: `page-${n}`,
        subject: n,
        fields: fieldsRead('maternalChildHealth', 'linkMotherChildHandbook', {
          ...knownFields(report(40), 0, {}),
          'child.order': n,
        }),
      }),
    );
    const seen: string[] = [];
    let after = '0';
    const deadline = Date.now() + 20_000;
    while (seen.length < 40 && Date.now() < deadline) {
      const { body } = await maternalChildHealth.get(`effects?after=${after}&limit=3`);
      seen.push(...((body.items ?? []) as { idempotencyKey: string }[]).map((item) => item.idempotencyKey));
      after = body.nextCursor ?? after;
    }
    await Promise.all(calls);
    expect(new Set(seen).size).toBe(40);
    expect(seen).toHaveLength(40);
    expect((await maternalChildHealth.effects(7)).map((effect) => effect.idempotencyKey)).toEqual(seen);
    expect((await maternalChildHealth.get('effects?limit=0')).body.code).toBe('limit-invalid');
    expect((await maternalChildHealth.get('effects?after=x')).body.code).toBe('cursor-invalid');
  });
});
