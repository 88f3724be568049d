import { PermanentFailure } from '../core';
import { Advancer } from './advancer';
import type { DepartmentAnswer, DepartmentCall, DepartmentGateway } from './department-gateway';
import { ExecutionHandler } from './handle-executions';
import { openMemoryStores } from './testing/memory-stores';
import { completed, definitions, Desk } from './testing/stores';

/** Lets everything that is under way go as far as it can. */
async function tick(): Promise<void> {
  for (let n = 0; n < 10; n += 1) await new Promise((resolve) => setImmediate(resolve));
}
const LEASE = 30_000;

const done: DepartmentAnswer = { kind: 'completed', output: { 'reader.cardNumber': 'C1' } };
const busy: DepartmentAnswer = { kind: 'unavailable', reason: { code: 'busy' } };
const lost: DepartmentAnswer = { kind: 'unknown', reason: { code: 'timeout' } };

type Script = (DepartmentAnswer | Promise<DepartmentAnswer>)[];

/** A department that answers by script, and keeps what it was asked. */
class Department implements DepartmentGateway {
  readonly calls: DepartmentCall[] = [];
  readonly asked: string[] = [];
  readonly answers: Script = [];
  readonly known: (DepartmentAnswer | undefined)[] = [];

  call(call: DepartmentCall): Promise<DepartmentAnswer> {
    this.calls.push(call);
    return Promise.resolve(this.answers.shift() ?? done);
  }

  ask(_department: string, key: string): Promise<DepartmentAnswer | undefined> {
    this.asked.push(key);
    return Promise.resolve(this.known.shift());
  }
}

function makeHandler(...answers: Script) {
  const stores = openMemoryStores();
  const department = new Department();
  department.answers.push(...answers);
  const advancer = new Advancer(stores.instances, definitions, { ring: () => undefined });
  const retries: { department: string; id: string; inMs: number }[] = [];
  const options = {
    worker: 'w',
    concurrency: 4,
    leaseMs: LEASE,
    askAfterMs: 60_000,
    jitter: () => 1,
    onRetry: (to: string, id: string, inMs: number) => void retries.push({ department: to, id, inMs }),
  };
  const makeWorker = () => new ExecutionHandler(stores.executions, department, advancer, definitions, options);
  const desk = new Desk(stores);
  /** Handles whatever is due, as a ring would. */
  const ring = async (worker = makeWorker()): Promise<void> =>
    worker.handle((await stores.executions.findDue(100)).map(({ id }) => id));
  return { stores, desk, department, advancer, makeWorker, ring, retries };
}

/** A case whose only open execution is of the region: `welcome@1` is done by hand only, `issue@1` asked by key. */
async function caseAt(desk: Desk, region: string): Promise<string> {
  const id = await desk.started();
  if (region !== 'greet') await desk.complete(id, 'greet');
  if (region === 'welcome@1') await desk.complete(id, 'issue@1', { 'reader.cardNumber': 'C1' });
  if (region === 'greet') await desk.complete(id, 'issue@1', { 'reader.cardNumber': 'C1' });
  if (region === 'greet') await desk.complete(id, 'welcome@1');
  return id;
}

describe('handling executions', () => {
  it('gives the department exactly the declared fields, and the case its answer', async () => {
    const { desk, department, ring } = makeHandler();
    const id = await caseAt(desk, 'issue@1');
    const { id: execution } = await desk.open(id, 'issue@1');
    await ring();
    const { idempotencyKey, fields, step, subject, matter } = department.calls[0] as DepartmentCall;
    expect({ idempotencyKey, step, subject, matter }).toEqual({
      ...{ idempotencyKey: execution, step: 'issue', subject: 1, matter: 'issueCard' },
    });
    expect(Object.keys(fields).sort()).toEqual(['reader.idNumber', 'reader.name']);
    expect(await desk.region(id, 'issue@1')).toBe('completed');
    expect((await desk.claim(id, 'welcome@1')).fields).toMatchObject({ 'reader.cardNumber': 'C1' });
  });

  it('H1: sends the same key with every attempt', async () => {
    const { stores, desk, department, ring } = makeHandler(busy, busy, done);
    const id = await caseAt(desk, 'greet');
    const { id: execution } = await desk.open(id, 'greet');
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      await ring();
      await stores.advanceTime(20_000);
    }
    expect(department.calls.map(({ idempotencyKey }) => idempotencyKey)).toEqual([execution, execution, execution]);
    expect(await desk.region(id, 'greet')).toBe('completed');
  });

  it('H2: refuses the answer of a worker whose lease has passed to another', async () => {
    let thaw = (_answer: DepartmentAnswer): void => undefined;
    const frozen = new Promise<DepartmentAnswer>((resolve) => (thaw = resolve));
    const { stores, desk, ring } = makeHandler(frozen, busy);
    const id = await caseAt(desk, 'greet');
    const first = ring();
    await tick();
    await stores.advanceTime(LEASE + 1_000);
    await ring();
    thaw({ kind: 'refused', reason: { code: 'no' } });
    await first;
    expect((await desk.historyTypes(id)).at(-1)).toBe('message.refused stale-epoch');
    expect(await desk.open(id, 'greet')).toMatchObject({ epoch: 2 });
  });

  it('H3: calls again after an unknown outcome where the same key gives the same answer', async () => {
    const { stores, desk, department, ring } = makeHandler(lost, done);
    const id = await caseAt(desk, 'greet');
    await ring();
    expect(await desk.open(id, 'greet')).toMatchObject({ status: 'unknown' });
    await stores.advanceTime(20_000);
    await ring();
    expect([department.calls.length, department.asked.length]).toEqual([2, 0]);
    expect(await desk.region(id, 'greet')).toBe('completed');
  });

  it('H3: asks by key after an unknown outcome, and does not call again when it was done', async () => {
    const { stores, desk, department, ring } = makeHandler(lost);
    const id = await caseAt(desk, 'issue@1');
    await ring();
    await stores.advanceTime(20_000);
    department.known.push(done);
    await ring();
    expect([department.calls.length, department.asked.length]).toEqual([1, 1]);
    expect(await desk.region(id, 'issue@1')).toBe('completed');
  });

  it('H3: calls after asking when the department has never received the key', async () => {
    const { stores, desk, department, ring } = makeHandler(lost, done);
    const id = await caseAt(desk, 'issue@1');
    await ring();
    await stores.advanceTime(20_000);
    await ring();
    expect([department.calls.length, department.asked.length]).toEqual([2, 1]);
    expect(await desk.region(id, 'issue@1')).toBe('completed');
  });

  it('H3: asks first after a worker has died in the middle of a call', async () => {
    const { stores, desk, department, ring } = makeHandler();
    const id = await caseAt(desk, 'issue@1');
    await desk.claim(id, 'issue@1', LEASE);
    await stores.advanceTime(LEASE + 1_000);
    department.known.push(done);
    await ring();
    expect([department.calls.length, department.asked.length]).toEqual([0, 1]);
  });

  it('H3: leaves an unknown outcome to a person where only a person may repeat it', async () => {
    const { stores, desk, department, ring } = makeHandler(lost);
    const id = await caseAt(desk, 'welcome@1');
    await ring();
    await stores.advanceTime(20_000);
    await ring();
    expect(department.calls).toHaveLength(1);
    expect(await desk.region(id, 'welcome@1')).toBe('failed');
    expect(await desk.inspect.incidents(id)).toEqual([{ region: 'welcome@1', code: 'outcome-unknown', open: true }]);
  });

  it('waits after a 202, asks later, and takes the answer that comes by itself', async () => {
    const { stores, desk, department, ring } = makeHandler({ kind: 'accepted' });
    const id = await caseAt(desk, 'welcome@1');
    await ring();
    const { id: execution } = await desk.open(id, 'welcome@1');
    expect(await desk.open(id, 'welcome@1')).toMatchObject({ status: 'accepted' });
    await stores.advanceTime(59_000);
    await ring();
    expect(department.asked).toEqual([]);
    await stores.advanceTime(2_000);
    department.known.push({ kind: 'accepted' });
    await ring();
    expect(department.asked).toEqual([execution]);
    await desk.deliver(id, completed(execution, 'later'));
    await desk.advance(id);
    expect(await desk.region(id, 'welcome@1')).toBe('completed');
    expect(department.calls).toHaveLength(1);
  });

  it('goes on asking when an ask fails: what was accepted is never called again or left to a person', async () => {
    const { stores, desk, department, ring } = makeHandler({ kind: 'accepted' });
    const id = await caseAt(desk, 'welcome@1');
    await ring();
    department.known.push(busy, lost, done);
    for (let ask = 1; ask <= 3; ask += 1) {
      await stores.advanceTime(61_000);
      await ring();
    }
    expect([department.calls.length, department.asked.length]).toEqual([1, 3]);
    expect(await desk.region(id, 'welcome@1')).toBe('completed');
  });

  it('waits as long as a department asks it to', async () => {
    const { stores, desk, department, ring } = makeHandler({ ...busy, retryAfterMs: 90_000 });
    await caseAt(desk, 'greet');
    await ring();
    await stores.advanceTime(89_000);
    await ring();
    expect(department.calls).toHaveLength(1);
    await stores.advanceTime(2_000);
    await ring();
    expect(department.calls).toHaveLength(2);
  });

  it('says when it may be tried again, so that a short pause need not wait for the sweep', async () => {
    const { desk, ring, retries } = makeHandler({ ...busy, retryAfterMs: 90_000 });
    const id = await caseAt(desk, 'greet');
    const { id: execution } = await desk.open(id, 'greet');
    await ring();
    expect(retries).toEqual([{ department: 'library', id: execution, inMs: 90_000 }]);
  });

  it('gives up when attempts are used up, with an incident that names the cause', async () => {
    const { stores, desk, department, ring } = makeHandler(busy, lost, busy);
    const id = await caseAt(desk, 'greet');
    for (let attempt = 1; attempt <= 4; attempt += 1) {
      await ring();
      await stores.advanceTime(20_000);
    }
    expect(department.calls).toHaveLength(3);
    expect(await desk.inspect.incidents(id)).toEqual([{ region: 'greet', code: 'busy', open: true }]);
  });

  it('gives up at once what can never succeed', async () => {
    const { desk, ring } = makeHandler({ kind: 'impossible', reason: { code: 'malformed' } });
    const id = await caseAt(desk, 'greet');
    await ring();
    expect(await desk.inspect.incidents(id)).toEqual([{ region: 'greet', code: 'malformed', open: true }]);
  });

  it('opens an incident, and calls nobody, when a field that a step reads is missing', async () => {
    const { desk, department, ring } = makeHandler();
    const id = await desk.started();
    await desk.complete(id, 'greet');
    await desk.complete(id, 'issue@1');
    await ring();
    expect(department.calls).toEqual([]);
    expect(await desk.inspect.incidents(id)).toEqual([{ region: 'welcome@1', code: 'field-missing', open: true }]);
  });

  it('does not let a slow call hold back the answers of the others', async () => {
    let finish = (_answer: DepartmentAnswer): void => undefined;
    const slow = new Promise<DepartmentAnswer>((resolve) => (finish = resolve));
    const { desk, ring } = makeHandler(slow);
    const ids = [await caseAt(desk, 'greet'), await caseAt(desk, 'greet'), await caseAt(desk, 'greet')];
    const handled = ring();
    await tick();
    expect(await Promise.all(ids.map((id) => desk.region(id, 'greet')))).toEqual(['active', 'completed', 'completed']);
    finish(done);
    await handled;
    expect(await desk.region(ids[0] as string, 'greet')).toBe('completed');
  });

  it('H5: handles the rest of a batch when one call throws, and tries that one again as one of unknown outcome', async () => {
    const { desk, ring } = makeHandler(Promise.reject(new Error('a defect')));
    const ids = [await caseAt(desk, 'greet'), await caseAt(desk, 'greet')];
    await ring();
    expect(await desk.open(ids[0] as string, 'greet')).toMatchObject({ status: 'unknown', epoch: 1 });
    expect(await desk.region(ids[1] as string, 'greet')).toBe('completed');
  });

  it('H5: opens an incident for a payload that throws again and again, and calls no more for it', async () => {
    const { stores, desk, department, ring } = makeHandler();
    department.call = (call) => {
      department.calls.push(call);
      throw new TypeError('a payload');
    };
    const id = await caseAt(desk, 'greet');
    for (let n = 0; n < 10; n += 1) {
      await ring();
      await stores.advanceTime(20_000);
    }
    expect(department.calls).toHaveLength(3);
    expect(await desk.inspect.incidents(id)).toEqual([{ region: 'greet', code: 'handler-failed', open: true }]);
  });

  it('H5: gives up at once what a handler refuses for good', async () => {
    const { desk, ring } = makeHandler(Promise.reject(new PermanentFailure('no-such-register', 'gone')));
    const id = await caseAt(desk, 'greet');
    await ring();
    expect(await desk.inspect.incidents(id)).toEqual([{ region: 'greet', code: 'no-such-register', open: true }]);
  });

  it('H5: opens an incident for an execution that has ended its worker again and again', async () => {
    const { stores, desk, department, ring } = makeHandler();
    const id = await caseAt(desk, 'greet');
    const { id: execution } = await desk.open(id, 'greet');
    for (let lost = 0; lost < 15; lost += 1) {
      expect(await stores.executions.claim([execution], 'dies', LEASE)).toHaveLength(1);
      await stores.advanceTime(LEASE + 1);
    }
    await ring();
    expect(department.calls).toEqual([]);
    expect(await desk.inspect.incidents(id)).toEqual([{ region: 'greet', code: 'worker-lost', open: true }]);
  });

  it('H6: keeps an answer while the database is away, and calls nobody again for it', async () => {
    const { stores, desk, department, ring } = makeHandler();
    const id = await caseAt(desk, 'issue@1');
    const lost = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
    const advance = jest.spyOn(stores.instances, 'advance').mockRejectedValueOnce(lost);
    await ring();
    expect(advance).toHaveBeenCalledTimes(2);
    expect(department.calls).toHaveLength(1);
    expect(await desk.region(id, 'issue@1')).toBe('completed');
  });

  it('frees what it has claimed and never heard of, and nothing that is at hand', async () => {
    let answerIt = (_answer: DepartmentAnswer): void => undefined;
    const { stores, desk, makeWorker } = makeHandler(new Promise((resolve) => (answerIt = resolve)));
    const worker = makeWorker();
    const [unheard, atHand] = [await caseAt(desk, 'issue@1'), await caseAt(desk, 'issue@1')];
    const [{ id: lost }, { id: held }] = [await desk.open(unheard, 'issue@1'), await desk.open(atHand, 'issue@1')];
    await stores.executions.claim([lost], 'w', LEASE);
    const handling = worker.handle([held]);
    await tick();
    await stores.advanceTime(3_000);
    await worker.freeUnheld(['w']);
    const due = async () => (await stores.executions.findDue(100)).map(({ id }) => id);
    expect(await due()).not.toContain(lost);
    await stores.advanceTime(2_000);
    await worker.freeUnheld(['w']);
    expect([(await due()).includes(lost), (await due()).includes(held)]).toEqual([true, false]);
    answerIt(done);
    await handling;
  });

  it('renews the leases of calls that take long, until they are answered', async () => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
    try {
      let finish = (_answer: DepartmentAnswer): void => undefined;
      const slow = new Promise<DepartmentAnswer>((resolve) => (finish = resolve));
      const { stores, desk, ring } = makeHandler(slow);
      const id = await caseAt(desk, 'greet');
      const handled = ring();
      await tick();
      for (let passed = 0; passed < 3 * LEASE; passed += LEASE / 3) {
        await stores.advanceTime(LEASE / 3);
        await jest.advanceTimersByTimeAsync(LEASE / 3);
      }
      expect(await stores.executions.findDue(10)).toEqual([]);
      finish(done);
      await handled;
      expect(jest.getTimerCount()).toBe(0);
      expect(await desk.historyTypes(id)).toContain('step.completed');
    } finally {
      jest.useRealTimers();
    }
  });

  it('gives back what it has not begun when it is stopped, and forgets no doubt', async () => {
    const { stores, desk, department, makeWorker, ring } = makeHandler(lost);
    const fresh = await caseAt(desk, 'greet');
    const id = await caseAt(desk, 'welcome@1');
    const doubtful = await desk.open(id, 'welcome@1');
    await stores.executions.claim([doubtful.id], 'died', 1_000);
    await stores.advanceTime(2_000);
    const worker = makeWorker();
    worker.stop();
    await ring(worker);
    expect(department.calls).toEqual([]);
    expect(await desk.open(fresh, 'greet')).toMatchObject({ status: 'pending', doubt: false });
    expect(await desk.open(id, 'welcome@1')).toMatchObject({ status: 'unknown', doubt: true });
    department.answers.length = 0;
    await ring();
    expect(department.calls.map(({ step }) => step)).toEqual(['greet']);
    expect(await desk.region(id, 'welcome@1')).toBe('failed');
  });
});
