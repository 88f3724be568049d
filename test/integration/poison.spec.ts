import { randomUUID } from 'node:crypto';
import { immediately, lifeEvent, loadDefinition, patiently, step } from '../../src/core';
import { Advancer } from '../../src/engine/advancer';
import { Definitions } from '../../src/engine/definitions';
import type { DepartmentAnswer, DepartmentCall, DepartmentGateway } from '../../src/engine/department-gateway';
import { foldStart } from '../../src/engine/fold-messages';
import { ExecutionHandler } from '../../src/engine/handle-executions';
import type { Start } from '../../src/engine/instance';
import { PostgresExecutionStore } from '../../src/persistence/postgres-execution-store';
import { PostgresInstanceStore } from '../../src/persistence/postgres-instance-store';
import { openPostgresStores, type PostgresStores } from '../support/postgres-stores';

const CASES = 500;
/** Every so many cases one is poisoned. */
const ONE_IN = 25;
const ROUNDS = 12;

class Form {}

const stamped = loadDefinition(
  lifeEvent({
    name: 'stamped',
    version: 1,
    title: { 'zh-CN': '盖章', en: 'Stamped' },
    numberPrefix: 'ST',
    trigger: {
      by: ['citizen'],
      form: Form,
      provides: ['paper.text'],
      check: () => [],
      begin: () => ({ record: {}, facts: {}, subjectFacts: [], businessKey: [], persons: [] }),
    },
    facts: {},
    signals: {},
    steps: {
      stamp: step('office.stamp', {
        title: { 'zh-CN': '盖章', en: 'Stamp' },
        matterCode: '999900009903',
        legalBasis: 'test',
        limit: immediately,
        reads: ['paper.text'],
        writes: ['paper.stamp'],
        repeat: 'sameKeySameAnswer',
        retry: patiently,
      }),
    },
    always: [],
  }),
);
const definitions = new Definitions([stamped]);

/** Each way in which one payload can break what handles it, with the cause that its incident names. */
const poisons: Readonly<Record<string, { readonly code: string; readonly answer?: () => DepartmentAnswer }>> = {
  'throws in the handler': {
    code: 'handler-failed',
    answer: () => {
      throw new TypeError('this payload');
    },
  },
  'is answered with what breaks the schema': {
    code: 'fold-failed',
    answer: () => ({ kind: 'refused' }) as DepartmentAnswer,
  },
  'brings what cannot be stored': {
    code: 'not-writable',
    answer: () => ({ kind: 'completed', output: { 'paper.stamp': 1n } }),
  },
  'does not open': { code: 'record-unreadable' },
};
const kinds = Object.keys(poisons);

/** A department that answers each paper as its text says, and counts how often it was asked. */
class Office implements DepartmentGateway {
  readonly asked = new Map<string, number>();

  async call({ caseId, fields }: DepartmentCall): Promise<DepartmentAnswer> {
    this.asked.set(caseId, (this.asked.get(caseId) ?? 0) + 1);
    await Promise.resolve();
    const answer = poisons[String(fields['paper.text'])]?.answer;
    return answer === undefined ? { kind: 'completed', output: { 'paper.stamp': 'ok' } } : answer();
  }

  ask(): Promise<undefined> {
    return Promise.resolve(undefined);
  }
}

const makeStart = (text: string): Start => {
  const id = randomUUID();
  const move = foldStart(definitions.chart('stamped', 1, 0), { id, facts: {}, actor: 'citizen' }, new Date());
  return {
    ...{ id, event: 'stamped', version: 1, subjects: 0, facts: {}, startedBy: 'citizen', trackingCode: randomUUID() },
    ...{ businessKey: [id], persons: [], record: { paper: { text } }, move },
  };
};

describe('poison among the payloads', () => {
  let stores: PostgresStores;
  beforeAll(async () => {
    stores = await openPostgresStores(definitions);
  });
  afterAll(() => stores.close());

  it('becomes an incident with its cause, each, and holds nobody else up', async () => {
    const texts = Array.from({ length: CASES }, (_, n) =>
      n % ONE_IN === 0 ? (kinds[(n / ONE_IN) % kinds.length] as string) : 'good',
    );
    const starts = texts.map(makeStart);
    await stores.instances.start(starts);
    const idsOf = (text: string): string[] => starts.filter((_, n) => texts[n] === text).map(({ id }) => id);
    await stores.pool.query(`update case_record set sealed = sealed || '\\x00' where instance_id = any($1)`, [
      idsOf('does not open'),
    ]);

    // A process of its own knows no record from before.
    const { pool, cipher } = stores;
    const instances = new PostgresInstanceStore(pool, cipher, definitions);
    const executions = new PostgresExecutionStore(pool, cipher, definitions);
    const office = new Office();
    const advancer = new Advancer(instances, definitions, { ring: () => undefined });
    const handler = new ExecutionHandler(executions, office, advancer, definitions, {
      ...{ worker: 'w', concurrency: 32, leaseMs: 30_000, askAfterMs: 60_000, jitter: () => 0 },
    });
    const ring = async (): Promise<number> => {
      const due = (await stores.executions.findDue(2_000)).map(({ id }) => id);
      for (let from = 0; from < due.length; from += 64) await handler.handle(due.slice(from, from + 64));
      return due.length;
    };

    await ring();
    const good = idsOf('good');
    const completed = async (): Promise<number> =>
      (await stores.pool.query(`select from instance where id = any($1) and status = 'completed'`, [good])).rowCount ??
      0;
    // In the first round already: nobody waits behind a payload that breaks.
    expect([good.length, await completed()]).toEqual([480, 480]);

    for (let round = 1; round < ROUNDS; round += 1) {
      await stores.advanceTime(3 * 3_600_000);
      await ring();
    }
    await stores.advanceTime(3 * 3_600_000);
    expect(await stores.executions.findDue(10)).toEqual([]);
    const { rows } = await stores.pool.query<{ code: string; fingerprint: string; cases: string }>(
      `select code, fingerprint, count(distinct instance_id) as cases from incident where closed_at is null
       group by code, fingerprint order by code`,
    );
    expect(rows).toEqual(
      Object.values(poisons)
        .map(({ code }) => ({ code, fingerprint: `office|stamp|${code}`, cases: '5' }))
        .sort((a, b) => (a.code < b.code ? -1 : 1)),
    );
    expect(Math.max(...office.asked.values())).toBeLessThanOrEqual(3);
    expect(good.every((id) => office.asked.get(id) === 1)).toBe(true);
  });
});
