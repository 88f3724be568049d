import { newbornSamples } from '../../departments/samples/newborn';
import { fieldsRead, knownFields } from '../../departments/testing/newborn-fields';
import { startTestSandbox, TEST_CITY_PERSONS, type TestSandbox } from '../../departments/testing/test-sandbox';
import { createTestDatabase, type TestDatabase } from '../support/database';

const DAY = 86_400_000;
const ahead = new Date(Date.now() + 400 * DAY);

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

async function setClock(body: object): Promise<number> {
  const response = await fetch(`http://127.0.0.1:${sandbox.port}/clock`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return response.status;
}

/** How a birth of these days after the next year is answered. */
async function outcomeOf(key: string): Promise<unknown> {
  const [report] = newbornSamples({ seed: 'clock', count: 1, cityPersons: TEST_CITY_PERSONS, now: ahead });
  if (report === undefined) throw new Error('no sample');
  const fields = fieldsRead('health', 'issueBirthCertificate', knownFields(report, 0, {}));
  return (await sandbox.callers.health.ask('issueBirthCertificate', { key, fields })).body.outcome;
}

describe("the departments' clock in training", () => {
  it('lets a child be born at the time that was set, which is not yet by the machine', async () => {
    expect(await outcomeOf('before')).toBe('refused');
    expect(await setClock({ now: ahead.toISOString() })).toBe(204);
    expect(await outcomeOf('after')).toBe('completed');
  });

  it.each([{}, { now: 1 }, { now: 'soon' }])('is not set to %j', async (body) =>
    expect(await setClock(body)).toBe(400),
  );
});
