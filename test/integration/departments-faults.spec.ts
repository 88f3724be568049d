import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { Webhook } from 'standardwebhooks';
import { newbornSamples } from '../../departments/samples/newborn';
import type { MatterRequest } from '../../departments/testing/department-caller';
import { fieldsRead, knownFields } from '../../departments/testing/newborn-fields';
import { startTestSandbox, TEST_CITY_PERSONS, type TestSandbox } from '../../departments/testing/test-sandbox';
import { createTestDatabase, type TestDatabase } from '../support/database';

const MATTER = 'openVaccinationRecord';
const samples = newbornSamples({ seed: 'faults', count: 40, cityPersons: TEST_CITY_PERSONS, now: new Date() });

let asked = 0;
/** A request for a child of its own each time. */
function request(more: Partial<MatterRequest> = {}): MatterRequest {
  const report = samples[asked % samples.length];
  if (!report) throw new Error('no sample');
  asked += 1;
  return { key: `fault-${asked}`, fields: fieldsRead('diseaseControl', MATTER, knownFields(report, 0, {})), ...more };
}

async function until<T>(look: () => Promise<T | undefined> | T | undefined): Promise<T> {
  for (const deadline = Date.now() + 20_000; Date.now() < deadline; await pause(10)) {
    const found = await look();
    if (found !== undefined) return found;
  }
  throw new Error('it did not happen in time');
}

interface Delivery {
  headers: Record<string, string>;
  body: string;
}

/** Stands for the engine: takes callbacks and answers them as told. */
class CallbackReceiver {
  readonly deliveries: Delivery[] = [];
  answers: number[] = [];
  private constructor(private readonly server: Server) {
    server.on('request', (incoming, response) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('end', () => {
        this.deliveries.push({
          headers: incoming.headers as Record<string, string>,
          body: Buffer.concat(chunks).toString(),
        });
        response.writeHead(this.answers.shift() ?? 202).end();
      });
    });
  }
  static async start(): Promise<CallbackReceiver> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new CallbackReceiver(server);
  }
  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/answer`;
  }
  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }
}

describe('faults of a department', () => {
  let database: TestDatabase;
  let sandbox: TestSandbox;
  let receiver: CallbackReceiver;
  const department = () => sandbox.callers.diseaseControl;

  beforeAll(async () => {
    database = await createTestDatabase({ migrated: false });
    sandbox = await startTestSandbox(database.url);
    receiver = await CallbackReceiver.start();
  });
  afterAll(async () => {
    await sandbox.close();
    await receiver.stop();
    await database.drop();
  });
  beforeEach(async () => {
    await department().clearFaults();
    receiver.deliveries.length = 0;
    receiver.answers = [];
  });

  it('rejects a fault it does not know and keeps the ones set', async () => {
    await department().setFaults({ slowMs: 5 });
    const reply = await department().setFaults({ slowMs: 1, slower: true });
    expect([reply.status, reply.body.code]).toEqual([400, 'faults-invalid']);
    expect((await department().get('faults')).body).toEqual({ slowMs: 5 });
    expect((await department().clearFaults()).status).toBe(204);
    expect((await department().get('faults')).body).toEqual({});
  });

  it('does nothing when closed, says when to come back, and knows no answer', async () => {
    await department().setFaults({ closed: true });
    const call = request();
    const reply = await department().ask(MATTER, call);
    expect([reply.status, reply.body.code, reply.headers.get('retry-after')]).toEqual([503, 'closed', '5']);
    expect((await department().answer(call.key)).status).toBe(503);
    await department().clearFaults();
    expect((await department().answer(call.key)).body.code).toBe('unknown-key');
    expect((await department().ask(MATTER, call)).status).toBe(200);
  });

  it('fails only the matter and subject it was set for', async () => {
    await department().setFaults({ failRate: 1, only: MATTER, onlySubject: 2 });
    expect((await department().ask(MATTER, request({ subject: 2 }))).status).toBe(503);
    expect((await department().ask(MATTER, request({ subject: 1 }))).status).toBe(200);
    expect((await sandbox.callers.maternalChildHealth.get('faults')).body).toEqual({});
  });

  it('refuses for training and stays refused for that key', async () => {
    await department().setFaults({ refuseRate: 1 });
    const call = request();
    const refused = await department().ask(MATTER, call);
    expect(refused.body).toMatchObject({ outcome: 'refused', reason: { code: 'refused-by-training' } });
    await department().clearFaults();
    expect((await department().ask(MATTER, call)).body).toEqual(refused.body);
  });

  it('is slow without changing the answer', async () => {
    await department().setFaults({ slowMs: 80 });
    const started = performance.now();
    expect((await department().ask(MATTER, request())).status).toBe(200);
    expect(performance.now() - started).toBeGreaterThanOrEqual(78);
  });

  it('does the work before it loses the answer, and can be asked for it', async () => {
    await department().setFaults({ loseAnswerRate: 1 });
    const call = request();
    await expect(department().ask(MATTER, call)).rejects.toThrow('fetch failed');
    const answer = await department().answer(call.key);
    expect(answer.body.outcome).toBe('completed');
    await department().clearFaults();
    expect((await department().ask(MATTER, call)).body).toEqual(answer.body);
    expect((await department().effects()).filter((effect) => effect.idempotencyKey === call.key)).toHaveLength(1);
  });

  it('answers later by a signed callback and repeats it until it is taken', async () => {
    await department().setFaults({ later: { afterMs: 50 } });
    receiver.answers = [500, 404];
    const call = request({ callbackUrl: receiver.url });
    const accepted = await department().ask(MATTER, call);
    expect([accepted.status, accepted.body]).toEqual([202, { outcome: 'accepted' }]);
    await until(() => (receiver.deliveries.length === 3 ? true : undefined));
    const webhook = new Webhook(sandbox.secrets.diseaseControl);
    for (const { body, headers } of receiver.deliveries) webhook.verify(body, headers);
    expect(new Set(receiver.deliveries.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    const answer = await department().answer(call.key);
    expect(JSON.parse(receiver.deliveries[2]?.body ?? '')).toEqual(answer.body);
    expect(answer.output('child.vaccinationNumber')).toMatch(/^3307\d{12}$/);
  });

  it('says accepted until the later answer is due, also to a repeated call', async () => {
    await department().setFaults({ later: { afterMs: 60_000 } });
    const call = request({ callbackUrl: receiver.url });
    expect((await department().ask(MATTER, call)).status).toBe(202);
    expect((await department().ask(MATTER, call)).status).toBe(202);
    expect((await department().answer(call.key)).body).toEqual({ outcome: 'accepted' });
    expect((await department().effects()).filter((effect) => effect.idempotencyKey === call.key)).toHaveLength(1);
    expect(receiver.deliveries).toEqual([]);
  });

  it('keeps faults and undelivered answers through a restart', async () => {
    await department().setFaults({ later: { afterMs: 700 } });
    const call = request({ callbackUrl: receiver.url });
    expect((await department().ask(MATTER, call)).status).toBe(202);
    await sandbox.close();
    expect(receiver.deliveries).toEqual([]);
    sandbox = await startTestSandbox(database.url, { secrets: sandbox.secrets });
    expect((await department().get('faults')).body).toEqual({ later: { afterMs: 700 } });
    const delivery = await until(() => receiver.deliveries[0]);
    expect(delivery.headers['webhook-id']).toBe(`answer-${call.key}`);
    expect((await department().ask(MATTER, call)).status).toBe(200);
  });

  it('refuses to start on a database that holds another city', async () => {
    await expect(startTestSandbox(database.url, { seed: 'another' })).rejects.toThrow(/use another database/);
    await expect(startTestSandbox(database.url, { cityPersons: 900 })).rejects.toThrow(/use another database/);
  });
});
