import type { Effect } from '../../departments/sandbox/registers/effects';
import type { Entry } from '../../departments/sandbox/registers/registers';
import type { DepartmentId } from '../../departments/sandbox/departments';
import { DEPARTMENTS } from '../../departments/sandbox/departments';
import type { NewApiKey } from '../../src/engine/api-keys';
import { Hospital, stepsOf, type Said } from '../support/cases';
import { startProductWorld, type ProductWorld } from '../support/product-world';
import { until } from '../support/until';

/** Asks for a case to be taken back, as the engine does, and compares what stands in the registers afterwards. */
let world: ProductWorld;
let chief: Hospital;
let deputy: Hospital;
let cards: Hospital;

beforeAll(async () => {
  world = await startProductWorld('postgres');
  [chief, deputy, cards] = [
    await keyOf({ name: 'the chief', role: 'supervisor' }),
    await keyOf({ name: 'the deputy', role: 'supervisor' }),
    await keyOf({ name: 'at the cards', role: 'departmentStaff', departments: ['humanResources'] }),
  ];
});
afterAll(() => world.stop());
afterEach(async () => {
  for (const department of DEPARTMENTS) await world.sandbox.callers[department].clearFaults();
  for (const { department, differences, underWay } of await world.check()) {
    expect({ department, differences, underWay }).toEqual({ department, differences: [], underWay: 0 });
  }
  expect(world.sandbox.logged).toEqual([]);
});

async function keyOf(key: Pick<NewApiKey, 'name' | 'role' | 'departments'>): Promise<Hospital> {
  return new Hospital(world.url, (await world.product.keys.issue({ organisation: key.name, ...key })).key);
}

const entries = async (department: DepartmentId, register: string, id: string): Promise<Entry[]> =>
  (await world.sandbox.callers[department].get(`registers/${register}?caseId=${id}`)).body.items as Entry[];

/** What the departments have done for a case, in the order of time over all of them: the later of two waits for the earlier. */
async function effects(id: string): Promise<Effect[]> {
  const books = await Promise.all(DEPARTMENTS.map((department) => world.sandbox.callers[department].effects()));
  const done = books.flat().filter(({ caseId, outcome }) => caseId === id && outcome === 'completed');
  return done.sort((one, other) => Date.parse(one.at) - Date.parse(other.at));
}

/** What of a case stands in the registers, as `register: how many`. */
async function standing(id: string): Promise<Record<string, number>> {
  const registers: [DepartmentId, string][] = [
    ['health', 'birthCertificates'],
    ['police', 'householdEntries'],
    ['medicalInsurance', 'enrolments'],
    ['medicalInsurance', 'maternityBenefits'],
    ['humanResources', 'citizenCards'],
    ['diseaseControl', 'vaccinationRecords'],
    ['maternalChildHealth', 'motherChildHandbooks'],
    ['maternalChildHealth', 'childHealthRecords'],
  ];
  const counts = await Promise.all(
    registers.map(async ([department, register]) => {
      const valid = (await entries(department, register, id)).filter(({ voided }) => !voided);
      return [register, valid.length] as const;
    }),
  );
  return Object.fromEntries(counts.filter(([, count]) => count > 0));
}

const undone = async (id: string): Promise<string[]> =>
  (await effects(id)).filter(({ undoes }) => undoes !== null).map(({ matter }) => matter);

interface Line {
  readonly id: string;
  readonly action: string;
  readonly department?: string;
  readonly matter?: string;
  readonly dueAt?: string;
  readonly after?: readonly { readonly id: string }[];
}

interface Reversal {
  readonly outcome: string;
  readonly plan: readonly Line[];
  /** Of a problem document. */
  readonly code?: string;
}

const ask = (who: Hospital, id: string, what: string, body: object): Promise<Said<Reversal>> =>
  who.send('POST', `/instances/${id}/${what}`, body);

const told = ({ status, body }: Said<Reversal>): string => `${status} ${body.code ?? body.outcome}`;

describe('a case that is withdrawn while it runs', () => {
  it('is undone as far as it has come, and leaves room for another report of the same birth', async () => {
    const birth = world.birth('nameNotChosen');
    const id = await world.hospital.start(birth);
    await world.hospital.once(id, 'at the name', ({ progress }) => progress.done === 3);
    const planned = await ask(world.hospital, id, 'withdraw', { dryRun: true });
    expect(told(planned)).toBe('200 planned');
    const undos = planned.body.plan.filter(({ action }) => action === 'undo').map(({ matter }) => matter);
    expect((await world.hospital.look(id)).status).toBe('running');
    expect(await undone(id)).toEqual([]);

    const both = await Promise.all([1, 2].map(() => ask(world.hospital, id, 'withdraw', {})));
    expect(both.map(told).sort()).toEqual(['202 takenBack', '409 already-taken-back']);
    const view = await world.hospital.ended(id);
    expect(view.status).toBe('withdrawn');
    expect(stepsOf(view)).toMatchObject({
      'vaccinationCertificate 1': expect.stringMatching(/^compensated/),
      'birthCertificate 1': 'skipped: taken-back',
    });
    expect(await standing(id)).toEqual({});
    const done = await undone(id);
    expect(done.sort()).toEqual(['closeChildHealthRecord', 'closeVaccinationRecord', 'unlinkMotherChildHandbook']);
    expect(undos.sort()).toEqual(done);
    const again = await world.hospital.report(birth);
    expect(again.status).toBe(201);
    expect(again.body.id).not.toBe(id);
    await world.hospital.once(again.body.id, 'as far again', ({ progress }) => progress.done === 3);
  });

  it('leaves nothing behind of a call that has not arrived, nor of one whose answer is still to come', async () => {
    const { humanResources, medicalInsurance } = world.sandbox.callers;
    await humanResources.setFaults({ failRate: 1 });
    await medicalInsurance.setFaults({ later: { afterMs: 60_000 }, only: 'enrolNewborn' });
    const id = await world.hospital.start(world.birth('marriedLocal'));
    await until('the card is tried and the insurance has the enrolment in hand', async () => {
      const { steps } = await world.hospital.look(id);
      const card = steps.find((step) => step.id === 'citizenCard');
      const enrolled = await entries('medicalInsurance', 'enrolments', id);
      return (card?.attempts ?? 0) > 0 && enrolled.length === 1 ? true : undefined;
    });
    expect(told(await ask(world.hospital, id, 'withdraw', {}))).toBe('202 takenBack');
    await until('the enrolment is undone', async () =>
      (await undone(id)).includes('cancelEnrolment') ? true : undefined,
    );
    expect((await world.hospital.look(id)).status).toBe('running');
    await humanResources.clearFaults();
    expect((await world.hospital.ended(id)).status).toBe('withdrawn');
    expect(await standing(id)).toEqual({});
    expect(await entries('medicalInsurance', 'refunds', id)).toHaveLength(1);
    expect(told(await ask(world.hospital, id, 'withdraw', {}))).toBe('409 already-taken-back');
  });
});

describe('a certificate that turns out false', () => {
  it('is revoked by two persons with all that stands on it, and what is refused there is decided by a person', async () => {
    const id = await world.hospital.start(world.birth('marriedLocal'));
    await world.hospital.ended(id);
    expect(told(await ask(world.hospital, id, 'withdraw', {}))).toBe('409 has-ended');
    expect(Object.keys(await standing(id))).toHaveLength(8);
    await world.sandbox.callers.humanResources.setFaults({ refuseRate: 1, only: 'stopCitizenCard' });

    const asked = { step: 'birthCertificate', subject: 1, reason: 'false-certificate' };
    const { body: before } = await ask(chief, id, 'revoke', { ...asked, dryRun: true });
    for (const { action, dueAt } of before.plan)
      expect({ action, dueAt: typeof dueAt }).toEqual({ action: 'undo', dueAt: 'string' });
    expect(told(await ask(chief, id, 'revoke', asked))).toBe('202 proposed');
    expect(told(await ask(chief, id, 'revoke', asked))).toBe('409 same-person');
    expect((await world.hospital.look(id)).completedAt).not.toBeNull();
    expect(told(await ask(deputy, id, 'revoke', asked))).toBe('202 takenBack');

    const task = await until('the card is a task', async () => {
      const { body } = await cards.send<{ items: Task[] }>('GET', '/tasks?status=open');
      return body.items.find(({ step }) => step === 'citizenCard');
    });
    expect(task.act).toBe('undo');
    expect(Date.parse(task.dueAt)).toBeGreaterThan(Date.now());
    const meanwhile = await world.hospital.look(id);
    expect(meanwhile).toMatchObject({ status: 'running', completedAt: null });
    expect(stepsOf(meanwhile)).toMatchObject({
      'citizenCard 1': expect.stringMatching(/^compensating/),
      'householdRegistration 1': 'completed',
      'birthCertificate 1': 'completed',
    });
    const kept = await cards.send('POST', `/tasks/${task.id}/refuse`, { reason: { code: 'already-used-up' } });
    expect(kept.status).toBe(202);

    const steps = stepsOf(await world.hospital.ended(id));
    const isUndone = expect.stringMatching(/^compensated/);
    expect(steps).toMatchObject({
      ...{ 'birthCertificate 1': isUndone, 'householdRegistration 1': isUndone, 'medicalInsurance 1': isUndone },
      ...{ 'citizenCard 1': expect.stringMatching(/^completed: /), maternityBenefit: isUndone },
      ...{ 'vaccinationCertificate 1': 'completed', 'motherChildHandbook 1': 'completed' },
    });
    const order = await undone(id);
    expect([...order].sort()).toEqual([
      ...['cancelEnrolment', 'cancelHouseholdEntry', 'recoverMaternityBenefit', 'removeIdNumber', 'removeIdNumber'],
      'voidBirthCertificate',
    ]);
    const at = (matter: string): number => order.lastIndexOf(matter);
    expect(at('voidBirthCertificate')).toBe(order.length - 1);
    expect(at('cancelHouseholdEntry')).toBeGreaterThan(Math.max(at('cancelEnrolment'), at('removeIdNumber')));
    expect(before.plan.map(({ matter }) => matter).sort()).toEqual([...order, 'stopCitizenCard'].sort());

    expect(await standing(id)).toEqual({
      ...{ citizenCards: 1, vaccinationRecords: 1, motherChildHandbooks: 1, childHealthRecords: 1 },
    });
    expect((await entries('medicalInsurance', 'refunds', id)).map(({ fields }) => fields)).toMatchObject([
      { 'contribution.amount': '400.00', 'insurance.payerIdNumber': expect.any(String) },
    ]);
    expect((await entries('medicalInsurance', 'recoveries', id)).map(({ fields }) => fields)).toMatchObject([
      { 'benefit.amount': expect.any(String), 'recovery.dueOn': expect.any(String) },
    ]);
    const [vaccination] = await entries('diseaseControl', 'vaccinationRecords', id);
    expect(vaccination?.fields).not.toHaveProperty('child.idNumber');
    expect(vaccination?.former).toMatchObject([{ fields: { 'child.idNumber': expect.any(String) } }]);
  });
});

interface Task {
  readonly id: string;
  readonly step: string;
  readonly act?: string;
  readonly dueAt: string;
}
