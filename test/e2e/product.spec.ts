import { NEWBORN_SITUATIONS, type NewbornSituation } from '../../departments/samples/newborn';
import type { DepartmentId } from '../../departments/sandbox/departments';
import { allCompletedBut, stepsOf } from '../support/cases';
import { startProductWorld, type ProductWorld } from '../support/product-world';
import { describeOnEachQueue } from '../support/queues';

interface Expected {
  readonly children?: number;
  readonly status?: string;
  readonly otherwise?: Record<string, string>;
}

/** What every report comes to; where nothing is said, one child and everything completed. */
const expected: Record<NewbornSituation, Expected> = {
  marriedLocal: {},
  unmarriedFollowingMother: {},
  fatherUnknown: {},
  nameNotChosen: {
    status: 'running',
    otherwise: {
      'birthCertificate 1': 'waiting',
      'householdRegistration 1': 'waiting',
      'medicalInsurance 1': 'waiting',
      'citizenCard 1': 'waiting',
      maternityBenefit: 'waiting',
    },
  },
  twins: { children: 2 },
  triplets: { children: 3 },
  motherInsuredElsewhere: {
    status: 'partiallyCompleted',
    otherwise: { maternityBenefit: 'manual: mother-insured-elsewhere' },
  },
  motherNotInsured: { otherwise: { maternityBenefit: 'notApplicable: mother-not-insured' } },
  householdOutsideCity: {
    status: 'partiallyCompleted',
    otherwise: {
      'householdRegistration 1': 'manual: household-outside-city',
      'medicalInsurance 1': 'manual: id-number-not-known',
      'citizenCard 1': 'manual: id-number-not-known',
    },
  },
};

interface RegisterEntry {
  readonly key: string;
  readonly fields: Record<string, unknown>;
}

describeOnEachQueue('the product and the departments', (queue) => {
  let world: ProductWorld;

  beforeAll(async () => {
    world = await startProductWorld(queue);
  });
  afterAll(() => world.stop());

  const entries = async (department: DepartmentId, register: string, id: string): Promise<RegisterEntry[]> => {
    const reply = await world.sandbox.callers[department].get(`registers/${register}?caseId=${id}`);
    expect(reply.status).toBe(200);
    return reply.body.items as RegisterEntry[];
  };
  const effectsOf = async (department: DepartmentId, id: string, matter: string) =>
    (await world.sandbox.callers[department].effects()).filter(
      (effect) => effect.caseId === id && effect.matter === matter,
    );

  it.each(NEWBORN_SITUATIONS)('brings a case of %s to its documented end', async (situation) => {
    const { children = 1, status = 'completed', otherwise } = expected[situation];
    const id = await world.hospital.start(world.birth(situation));
    const goal = allCompletedBut(children, otherwise);
    const view = await world.hospital.once(
      id,
      `${status} in every step as documented`,
      (seen) => seen.status === status && JSON.stringify(sorted(stepsOf(seen))) === JSON.stringify(sorted(goal)),
    );
    expect(view.progress.total).toBe(children * 7 + 1);
    const registered = (await entries('police', 'householdEntries', id)).map(({ key }) => key);
    const isRegistered = goal['householdRegistration 1'] === 'completed';
    expect(new Set(registered).size).toBe(isRegistered ? children : 0);
    expect(await effectsOf('medicalInsurance', id, 'decideMaternityBenefit')).toHaveLength(
      situation === 'nameNotChosen' ? 0 : 1,
    );
  });

  it('goes on with everything that needs no name, and with the rest when the name is chosen', async () => {
    const birth = world.birth('nameNotChosen');
    const id = await world.hospital.start(birth);
    await world.hospital.once(id, 'at the name', ({ progress }) => progress.done === 3);
    const told = await world.hospital.signal(id, 'nameChosen', { subject: 1, name: `${birth.father?.name}乐` });
    expect(told.status).toBe(202);
    const view = await world.hospital.ended(id);
    expect({ status: view.status, steps: stepsOf(view) }).toEqual({ status: 'completed', steps: allCompletedBut(1) });
  });

  it('gives every triplet numbers of its own, and the family one benefit', async () => {
    const id = await world.hospital.start(world.birth('triplets'));
    await world.hospital.ended(id);
    for (const [department, matter] of [
      ['health', 'issueBirthCertificate'],
      ['police', 'registerHousehold'],
      ['humanResources', 'issueCitizenCard'],
    ] as const) {
      const effects = await effectsOf(department, id, matter);
      expect(effects.map(({ subject }) => subject).sort()).toEqual([1, 2, 3]);
      expect(new Set(effects.map(({ registerKey }) => registerKey)).size).toBe(3);
    }
    expect(await effectsOf('medicalInsurance', id, 'decideMaternityBenefit')).toHaveLength(1);
  });

  it('fills the ID number in later, where it was not known at first', async () => {
    const id = await world.hospital.start(world.birth('marriedLocal'));
    await world.hospital.ended(id);
    const [registered] = await effectsOf('police', id, 'registerHousehold');
    const [vaccination] = await entries('diseaseControl', 'vaccinationRecords', id);
    const [child] = await entries('maternalChildHealth', 'childHealthRecords', id);
    expect(registered?.registerKey).toMatch(/^\d{17}[\dX]$/);
    expect(vaccination?.fields['child.idNumber']).toBe(registered?.registerKey);
    expect(child?.fields['child.idNumber']).toBe(registered?.registerKey);
  });

  it('takes the same birth reported by both parents as one case', async () => {
    const birth = world.birth('marriedLocal');
    const answers = await Promise.all([1, 2, 3].map(() => world.hospital.report(birth)));
    const again = await world.hospital.report({ ...birth, residence: { ...birth.residence, address: '人民路2号' } });
    expect(new Set([...answers, again].map(({ body }) => body.id)).size).toBe(1);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 201]);
    expect(again.status).toBe(200);
    await world.hospital.ended(again.body.id);
    expect(await effectsOf('health', again.body.id, 'issueBirthCertificate')).toHaveLength(1);
  });

  it('has nothing in any register without a case, or twice', async () => {
    const checks = await world.check();
    expect(checks.flatMap(({ differences }) => differences)).toEqual([]);
    expect(checks.reduce((sum, { completed }) => sum + completed, 0)).toBeGreaterThan(100);
    expect(world.sandbox.logged).toEqual([]);
  });
});

const sorted = (steps: Record<string, string>): [string, string][] =>
  Object.entries(steps).sort(([a], [b]) => (a < b ? -1 : 1));
