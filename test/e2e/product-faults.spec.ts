import type { DepartmentId } from '../../departments/sandbox/departments';
import { allCompletedBut, stepsOf } from '../support/cases';
import { startProductWorld, type ProductWorld } from '../support/product-world';
import { until } from '../support/until';

describe('the product when a department is not at its best', () => {
  let world: ProductWorld;

  beforeAll(async () => {
    world = await startProductWorld('postgres');
  });
  afterEach(async () => {
    for (const caller of Object.values(world.sandbox.callers)) await caller.clearFaults();
  });
  afterAll(() => world.stop());

  const fault = (department: DepartmentId, faults: object) => world.sandbox.callers[department].setFaults(faults);
  const effectsOf = async (department: DepartmentId, id: string) =>
    (await world.sandbox.callers[department].effects()).filter(({ caseId }) => caseId === id);
  const keyOf = async (department: DepartmentId, id: string, matter: string) =>
    until(`${matter} is in the book`, async () => {
      return (await effectsOf(department, id)).find((effect) => effect.matter === matter)?.idempotencyKey;
    });

  it('lets one twin be refused without holding the other', async () => {
    await fault('police', { refuseRate: 1, only: 'registerHousehold', onlySubject: 2 });
    const view = await world.hospital.ended(await world.hospital.start(world.birth('twins')));
    expect(view.status).toBe('partiallyCompleted');
    expect(stepsOf(view)).toEqual(
      allCompletedBut(2, {
        'householdRegistration 2': 'refused: refused-by-training',
        'medicalInsurance 2': 'manual: id-number-not-known',
        'citizenCard 2': 'manual: id-number-not-known',
      }),
    );
  });

  it('takes a later, signed answer, and knows it again', async () => {
    await fault('police', { later: { afterMs: 500 } });
    const id = await world.hospital.start(world.birth('marriedLocal'));
    const view = await world.hospital.ended(id);
    expect(stepsOf(view)).toEqual(allCompletedBut(1));

    const key = await keyOf('police', id, 'registerHousehold');
    const { outcome, output } = (await world.sandbox.callers.police.answer(key)).body;
    const send = async (body: object, sign = true, execution = key) => {
      const text = JSON.stringify(body);
      const signer = world.sandbox.callers[sign ? 'police' : 'health'];
      const headers = signer.signature(`delivery-${Math.random()}`, text);
      const response = await fetch(`${world.url}/api/v1/step-executions/${execution}/answer`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: text,
      });
      return { code: response.status, said: ((await response.json()) as { status?: unknown }).status };
    };
    expect(await send({ outcome, output })).toEqual({ code: 200, said: 'known' });
    expect((await send({ outcome: 'refused', reason: { code: 'documents-doubtful' } })).code).toBe(200);
    expect((await send({ outcome, output }, false)).code).toBe(401);
    const nobodys = key.replace(/^.{8}/, '00000000');
    expect((await send({ outcome, output }, true, nobodys)).code).toBe(404);
    expect(await world.hospital.look(id)).toEqual(view);
  });

  it('takes an answer that comes when the case has long gone on another way as late', async () => {
    await fault('medicalInsurance', { refuseRate: 1, only: 'decideMaternityBenefit' });
    const id = await world.hospital.start(world.birth('marriedLocal'));
    const view = await world.hospital.ended(id);
    const key = await keyOf('medicalInsurance', id, 'decideMaternityBenefit');
    const body = JSON.stringify({ outcome: 'completed', output: { 'benefit.amount': '1.00' } });
    const headers = world.sandbox.callers.medicalInsurance.signature('one-delivery', body);
    const say = () =>
      fetch(`${world.url}/api/v1/step-executions/${key}/answer`, {
        ...{ method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } },
      });
    const [first, second] = [await say(), await say()];
    expect([first.status, second.status]).toEqual([200, 200]);
    expect(await first.json()).toEqual({ status: 'late' });
    expect(stepsOf(await world.hospital.look(id))).toEqual(stepsOf(view));
  });

  it('waits for a department that is closed, and asks it once when it opens', async () => {
    await fault('humanResources', { closed: true });
    const ids = await Promise.all(Array.from({ length: 5 }, () => world.hospital.start(world.birth('marriedLocal'))));
    for (const id of ids) await world.hospital.once(id, 'done but for the card', ({ progress }) => progress.done === 7);
    await world.sandbox.callers.humanResources.clearFaults();
    for (const id of ids) {
      expect(stepsOf(await world.hospital.ended(id))).toEqual(allCompletedBut(1));
      expect(await effectsOf('humanResources', id)).toHaveLength(1);
    }
  });

  it('does not let a slow department delay the others', async () => {
    await fault('humanResources', { slowMs: 5_000 });
    const ids = await Promise.all(Array.from({ length: 10 }, () => world.hospital.start(world.birth('marriedLocal'))));
    for (const id of ids) await world.hospital.once(id, 'done but for the card', ({ progress }) => progress.done >= 7);
    for (const id of ids)
      expect(stepsOf(await world.hospital.look(id))).toEqual(
        allCompletedBut(1, { 'citizenCard 1': expect.stringMatching(/dispatched|running/) }),
      );
    for (const id of ids) expect((await world.hospital.ended(id)).status).toBe('completed');
  });

  it('does a matter once though answers are lost and calls fail', async () => {
    for (const department of ['health', 'police', 'medicalInsurance'] as const)
      await fault(department, { loseAnswerRate: 0.5, failRate: 0.2 });
    const ids = await Promise.all(
      Array.from({ length: 20 }, (_, n) => world.hospital.start(world.birth(n % 4 === 0 ? 'twins' : 'marriedLocal'))),
    );
    await until('calls have been repeated', async () => {
      const { rowCount } = await world.product.engine.pool.query(
        'select from step_execution where attempts > 1 and doubt and instance_id = any($1)',
        [ids],
      );
      return (rowCount ?? 0) >= 5 || undefined;
    });
    for (const caller of Object.values(world.sandbox.callers)) await caller.clearFaults();
    for (const id of ids) expect((await world.hospital.ended(id)).status).toBe('completed');
  });

  it('has nothing in any register without a case, or twice', async () => {
    const checks = await world.check();
    expect(checks.flatMap(({ differences }) => differences)).toEqual([]);
    expect(checks.map(({ underWay }) => underWay)).toEqual([0, 0, 0, 0, 0, 0]);
  });
});
