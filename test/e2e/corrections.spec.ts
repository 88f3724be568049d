import { readIdNumber } from '../../departments/identity/id-number';
import type { DepartmentId } from '../../departments/sandbox/departments';
import { DEPARTMENTS } from '../../departments/sandbox/departments';
import type { Effect } from '../../departments/sandbox/registers/effects';
import type { Entry } from '../../departments/sandbox/registers/registers';
import type { NewApiKey } from '../../src/engine/api-keys';
import { Hospital, stepsOf, type Said } from '../support/cases';
import { startProductWorld, type ProductWorld } from '../support/product-world';
import { until } from '../support/until';

/** Facts of a birth are put right after the ID number was given, which says them; the registers are compared afterwards. */
let world: ProductWorld;
let cards: Hospital;

beforeAll(async () => {
  world = await startProductWorld('postgres');
  cards = await keyOf({ name: 'at the cards', role: 'departmentStaff', departments: ['humanResources'] });
});
afterAll(() => world.stop());
afterEach(async () => {
  for (const department of DEPARTMENTS) await world.sandbox.callers[department].clearFaults();
  for (const { department, differences, underWay } of await world.check()) {
    expect({ department, differences, underWay }).toEqual({ department, differences: [], underWay: 0 });
  }
  expect(world.sandbox.logged).toEqual([]);
});

async function keyOf(
  key: Pick<NewApiKey, 'name' | 'role'> & Partial<Pick<NewApiKey, 'departments' | 'idNumber'>>,
): Promise<Hospital> {
  return new Hospital(world.url, (await world.product.keys.issue({ organisation: key.name, ...key })).key);
}

const entries = async (department: DepartmentId, register: string, id: string): Promise<Entry[]> =>
  (await world.sandbox.callers[department].get(`registers/${register}?caseId=${id}`)).body.items as Entry[];

async function amendments(id: string): Promise<Effect[]> {
  const books = await Promise.all(DEPARTMENTS.map((department) => world.sandbox.callers[department].effects()));
  return books
    .flat()
    .filter(({ caseId, amends, outcome }) => caseId === id && amends !== null && outcome === 'completed');
}

/** The registers that are kept under the ID number, or hold it. */
const KEYED: readonly [DepartmentId, string][] = [
  ['police', 'householdEntries'],
  ['medicalInsurance', 'enrolments'],
  ['humanResources', 'citizenCards'],
  ['diseaseControl', 'vaccinationRecords'],
  ['maternalChildHealth', 'childHealthRecords'],
];

/** The ID number that each register holds in what stands of a case, by subject where there are several. */
async function numbers(id: string): Promise<string[]> {
  const all = await Promise.all(KEYED.map(([department, register]) => entries(department, register, id)));
  return all.flat().flatMap(({ voided, fields }) => (voided ? [] : [String(fields['child.idNumber'])]));
}

interface Planned {
  readonly id: string;
  readonly matter?: string;
  readonly isCertain: boolean;
  readonly isInHand: boolean;
  readonly dueAt: string;
  readonly after: readonly { readonly id: string }[];
}

interface Correction {
  readonly outcome: string;
  readonly plan: readonly Planned[];
  /** Of a problem document. */
  readonly code?: string;
  readonly errors?: readonly { readonly pointer: string; readonly code: string }[];
}

const correct = (
  id: string,
  body: object,
  headers: Record<string, string> = {},
  who: Hospital = world.hospital,
): Promise<Said<Correction>> =>
  who.send('POST', `/instances/${id}/correct`, { reason: 'recorded-wrongly', ...body }, headers);

const told = ({ status, body }: Said<Correction>): string => `${status} ${body.code ?? body.outcome}`;
const defects = ({ body }: Said<Correction>): string[] =>
  (body.errors ?? []).map(({ pointer, code }) => `${pointer} ${code}`);

interface Change {
  readonly kind: string;
  readonly step?: string;
  readonly changes: readonly { readonly field: string; readonly former?: string; readonly value?: string }[];
}

async function changes(id: string, who: Hospital): Promise<readonly Change[]> {
  return (await who.send<{ items: Change[] }>('GET', `/instances/${id}/changes`)).body.items;
}

describe('the sex is found wrong after the child was registered', () => {
  it('changes the number in exactly five records, once each, and the old number still finds the child', async () => {
    const birth = world.birth('marriedLocal');
    const id = await world.hospital.start(birth);
    await world.hospital.ended(id);
    const [oldNumber, ...same] = await numbers(id);
    expect(same).toEqual(Array(4).fill(oldNumber));
    const [certificate] = await entries('health', 'birthCertificates', id);
    const sex = birth.children[0]?.sex === 'male' ? 'female' : 'male';

    const planned = await correct(id, { subject: 1, fields: { sex }, dryRun: true });
    expect(told(planned)).toBe('200 planned');
    expect(await amendments(id)).toEqual([]);
    expect(told(await correct(id, { subject: 1, fields: { sex } }))).toBe('202 corrected');
    expect((await world.hospital.ended(id)).status).toBe('completed');

    const [newNumber, ...others] = await numbers(id);
    expect(others).toEqual(Array(4).fill(newNumber));
    expect(readIdNumber(String(newNumber))).toEqual({ ...readIdNumber(String(oldNumber)), sex });
    const byOld = await world.sandbox.callers.police.get(`registers/householdEntries/${oldNumber}`);
    expect(byOld.body).toMatchObject({ key: newNumber, formerKeys: [oldNumber] });
    const certificates = await entries('health', 'birthCertificates', id);
    expect(certificates).toMatchObject([
      { key: certificate?.key, voided: true, replacedBy: certificates[1]?.key },
      { voided: false, fields: { 'child.sex': sex } },
    ]);
    const done = (await amendments(id)).map(({ matter }) => matter).sort();
    expect(done).toEqual([
      ...['addIdNumber', 'addIdNumber', 'correctChildHealthRecord', 'correctEnrolment', 'correctHouseholdEntry'],
      ...['correctMotherChildHandbook', 'correctVaccinationRecord', 'reissueBirthCertificate', 'reissueCitizenCard'],
    ]);
    expect(planned.body.plan.map(({ matter }) => matter).sort()).toEqual(done);

    const mother = await keyOf({ name: 'mother', role: 'citizen', idNumber: birth.mother.idNumber });
    const [corrected, ...amended] = await changes(id, mother);
    expect(corrected).toMatchObject({
      ...{ kind: 'corrected', changes: [{ field: 'child.sex', former: birth.children[0]?.sex, value: sex }] },
    });
    expect(amended.flatMap((one) => one.changes)).toContainEqual({
      ...{ field: 'child.idNumber', subject: 1, former: oldNumber, value: newNumber },
    });
    const seenByWard = await changes(id, world.hospital);
    expect(seenByWard.flatMap((one) => one.changes).some((one) => 'former' in one || 'value' in one)).toBe(false);
    expect(told(await correct(id, { subject: 1, fields: { sex } }))).toBe('409 nothing-changes');
    const history = await world.hospital.send<{ items: { type: string }[] }>(
      'GET',
      `/instances/${id}/history?limit=100`,
    );
    expect(history.body.items.find(({ type }) => type === 'case.corrected')).toMatchObject({
      ...{ code: 'recorded-wrongly', reason: '登记有误' },
    });
  });

  it('twice, and back again, leaves the number that says what is right, and every earlier one finds it', async () => {
    const birth = world.birth('marriedLocal');
    const id = await world.hospital.start(birth);
    await world.hospital.ended(id);
    const [first] = await numbers(id);
    const was = birth.children[0]?.sex;
    const other = was === 'male' ? 'female' : 'male';
    const key = { 'idempotency-key': 'the first time' };
    expect(told(await correct(id, { fields: { sex: other } }, key))).toBe('202 corrected');
    expect(told(await correct(id, { fields: { sex: other } }, key))).toBe('202 corrected');
    expect(told(await correct(id, { fields: { sex: was } }))).toBe('202 corrected');
    await world.hospital.ended(id);
    const [last, ...others] = await numbers(id);
    expect(others).toEqual(Array(4).fill(last));
    expect(readIdNumber(String(last))?.sex).toBe(was);
    const byFirst = await world.sandbox.callers.police.get(`registers/householdEntries/${first}`);
    expect((byFirst.body as unknown as Entry).key).toBe(last);
    expect((await changes(id, world.hospital)).filter(({ kind }) => kind === 'corrected')).toHaveLength(2);
  });
});

describe('a correction at a bad moment', () => {
  it('while steps are under way and a department fails, has nothing registered by what is wrong', async () => {
    const { health, humanResources } = world.sandbox.callers;
    await health.setFaults({ failRate: 1 });
    const birth = world.birth('marriedLocal');
    const id = await world.hospital.start(birth);
    await world.hospital.once(id, 'past the handbooks', ({ progress }) => progress.done === 3);
    const sex = birth.children[0]?.sex === 'male' ? 'female' : 'male';
    const said = await correct(id, { fields: { sex } });
    expect(told(said)).toBe('202 corrected');
    expect(said.body.plan.find((line) => line.id === 'birthCertificate')).toMatchObject({ isInHand: true });
    expect(said.body.plan.map((line) => line.id)).not.toContain('householdRegistration');
    await humanResources.setFaults({ failRate: 0.5 });
    await health.clearFaults();
    await world.hospital.ended(id);
    const [number, ...others] = await numbers(id);
    expect(others).toEqual(Array(4).fill(number));
    expect(readIdNumber(String(number))?.sex).toBe(sex);
    const [entry] = await entries('police', 'householdEntries', id);
    expect(entry?.former).toEqual([]);
  });

  it('of a case that is taken back is refused, and so is what is wrong, for the wrong person, or not to be changed', async () => {
    const birth = world.birth('marriedLocal');
    const id = await world.hospital.start(birth);
    await world.hospital.ended(id);
    const mother = await keyOf({ name: 'mother', role: 'citizen', idNumber: birth.mother.idNumber });
    expect(told(await correct(id, { fields: { weightGrams: 3_000 } }, {}, mother))).toBe('403 role-not-allowed');
    const bornAt = new Date(Date.now() + 86_400_000).toISOString();
    expect(defects(await correct(id, { reason: 'why', fields: { sex: 'x', motherIdNumber: '1' } })).sort()).toEqual([
      '/fields/motherIdNumber unknown-field',
      '/fields/sex sex-unknown',
      '/reason choice-unknown',
    ]);
    expect(defects(await correct(id, { fields: { bornAt } }))).toEqual(['/fields/bornAt birth-in-future']);
    expect(defects(await correct(id, { fields: {} }))).toEqual(['/fields nothing-to-correct']);
    const father = { ...(birth.father as object), name: '王五' };
    expect(told(await correct(id, { fields: { father } }))).toBe('409 only-added');

    const unnamed = await world.hospital.start(world.birth('nameNotChosen'));
    await world.hospital.once(unnamed, 'at the name', ({ progress }) => progress.done === 3);
    expect(defects(await correct(unnamed, { fields: { name: '张三' } }))).toEqual(['/fields/name name-not-chosen-yet']);
    await world.sandbox.callers.diseaseControl.setFaults({ failRate: 1 });
    expect((await world.hospital.send('POST', `/instances/${unnamed}/withdraw`, {})).status).toBe(202);
    for (const dryRun of [true, false]) {
      const said = await correct(unnamed, { fields: { weightGrams: 3_001 }, dryRun });
      expect(told(said)).toBe('409 being-taken-back');
    }
    await world.sandbox.callers.diseaseControl.clearFaults();
    expect((await world.hospital.ended(unnamed)).status).toBe('withdrawn');
  });

  it('refused by a department is a task of its staff, whose word is shown where the result stays', async () => {
    const id = await world.hospital.start(world.birth('marriedLocal'));
    await world.hospital.ended(id);
    await world.sandbox.callers.humanResources.setFaults({ refuseRate: 1, only: 'reissueCitizenCard' });
    expect(told(await correct(id, { fields: { motherPhone: '13912345678' } }))).toBe('202 corrected');
    const task = await until('the card is a task', async () => {
      const { body } = await cards.send<{ items: { id: string; act?: string; instanceId: string }[] }>(
        ...(['GET', '/tasks?status=open'] as const),
      );
      return body.items.find(({ instanceId }) => instanceId === id);
    });
    expect(task).toMatchObject({ act: 'amend', writes: ['child.cardNumber'] });
    expect(await world.hospital.look(id)).toMatchObject({ status: 'running', completedAt: null });
    const left = await cards.send('POST', `/tasks/${task.id}/refuse`, { reason: { code: 'not-needed' } });
    expect(left.status).toBe(202);
    const view = await world.hospital.ended(id);
    expect(view.status).toBe('partiallyCompleted');
    expect(stepsOf(view)).toMatchObject({ 'citizenCard 1': 'completed: not-put-right' });
  });
});

describe('the father is found after the child was registered without him', () => {
  it('is entered in the certificate and the household, and nothing is asked that comes out the same', async () => {
    const birth = world.birth('fatherUnknown');
    const id = await world.hospital.start(birth);
    await world.hospital.ended(id);
    const before = await numbers(id);
    const { father } = world.birth('unmarriedFollowingMother');
    expect(told(await correct(id, { reason: 'applicant-asked', fields: { father } }))).toBe('202 corrected');
    expect((await world.hospital.ended(id)).status).toBe('completed');
    expect(await numbers(id)).toEqual(before);
    expect((await amendments(id)).map(({ matter }) => matter).sort()).toEqual([
      ...['correctHouseholdEntry', 'reissueBirthCertificate'],
    ]);
    const [certificate] = (await entries('health', 'birthCertificates', id)).filter(({ voided }) => !voided);
    expect(certificate?.fields).toMatchObject({ 'father.name': father?.name });
  });
});

describe('the birth date of twins is found wrong after both were registered', () => {
  it('gives each its own new number, and decides the benefit anew', async () => {
    const birth = world.birth('twins');
    const id = await world.hospital.start(birth);
    await world.hospital.ended(id);
    const before = new Set(await numbers(id));
    expect(before.size).toBe(2);
    const bornAt = new Date(Date.parse(birth.birth.bornAt) - 86_400_000).toISOString();
    expect((await correct(id, { fields: { bornAt } })).status).toBe(202);
    await world.hospital.ended(id);
    const after = new Set(await numbers(id));
    expect(after.size).toBe(2);
    for (const number of before) {
      expect(after.has(number)).toBe(false);
      const { body } = await world.sandbox.callers.police.get(`registers/householdEntries/${number}`);
      expect(after.has((body as unknown as Entry).key)).toBe(true);
    }
    const [benefit] = await entries('medicalInsurance', 'maternityBenefits', id);
    expect(benefit?.former).toMatchObject([{ fields: { 'birth.bornAt': birth.birth.bornAt } }]);
  });
});
