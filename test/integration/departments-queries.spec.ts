import { city, DEFAULT_CITY_SEED } from '../../departments/city/city';
import { newbornSamples } from '../../departments/samples/newborn';
import type { Reply } from '../../departments/testing/department-caller';
import { startTestSandbox, TEST_CITY_PERSONS, type TestSandbox } from '../../departments/testing/test-sandbox';
import { familyQueries } from '../../workflows/newborn/newborn.queries';
import { createTestDatabase, type TestDatabase } from '../support/database';

const samples = newbornSamples({ seed: 'queries', count: 40, cityPersons: TEST_CITY_PERSONS, now: new Date() });
const married = samples.find(
  ({ marriage, household }) => marriage.status === 'married' && household.follow === 'mother',
);
const town = city(DEFAULT_CITY_SEED, TEST_CITY_PERSONS);

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

let asked = 0;

function ask(parent: 'mother' | 'father', idNumber: string, name: string, brings?: readonly string[]): Promise<Reply> {
  const { police } = sandbox.callers;
  const fields = { [`${parent}.idNumber`]: idNumber, [`${parent}.name`]: name };
  const body = JSON.stringify({ event: 'newborn', fields, brings: brings ?? familyQueries[parent]?.brings });
  const key = `query-${(asked += 1)}`;
  const headers = { 'idempotency-key': key, ...police.signature(key, body) };
  return police.send('POST', `queries/${parent}Record`, body, headers);
}

it('each parent finds what the family would type: household, marriage and the other parent', async () => {
  if (married?.father === undefined) throw new Error('no couple among the samples');
  const { mother, father, marriage, household } = married;
  const byMother = await ask('mother', mother.idNumber.toLowerCase(), mother.name);
  expect(byMother.body).toMatchObject({
    outcome: 'found',
    fields: {
      ...{ 'household.follow': 'mother', 'household.number': household.number },
      ...{ 'household.divisionCode': household.divisionCode, 'residence.divisionCode': household.divisionCode },
      ...{ 'marriage.status': 'married', 'marriage.certificateNumber': marriage.certificateNumber },
      ...{ 'father.idType': 'residentId', 'father.idNumber': father.idNumber, 'father.name': father.name },
    },
  });
  const byFather = await ask('father', father.idNumber, father.name);
  expect(byFather.body.fields).toMatchObject({ 'mother.idNumber': mother.idNumber, 'mother.name': mother.name });
  // What a definition brings is what the register knows by name: nothing is asked for that never comes.
  expect(Object.keys(byFather.body.fields ?? {}).sort()).toEqual([...(familyQueries['father']?.brings ?? [])].sort());
});

it('of a marriage that stands in no register nothing is said', async () => {
  const single = town.person(town.householdsOfKind('singleWoman').at(0).persons[0] ?? -1);
  const { body } = await ask('mother', single.idNumber, single.name);
  expect(body).toMatchObject({ outcome: 'found', fields: { 'household.follow': 'mother' } });
  expect(Object.keys(body.fields ?? {}).filter((path) => /^(marriage|father)\./.test(path))).toEqual([]);
});

it('a wrong name and an unknown number get the very same answer, and more than was asked for is not told', async () => {
  if (married === undefined) throw new Error('no couple among the samples');
  const { mother } = married;
  const wrongName = await ask('mother', mother.idNumber, `${mother.name}某`);
  const unknown = await ask('mother', '330702199001019999', mother.name);
  expect(wrongName.body).toEqual({ outcome: 'not-found' });
  expect([unknown.status, unknown.body]).toEqual([wrongName.status, wrongName.body]);
  const { body } = await ask('mother', mother.idNumber, mother.name, ['household.number']);
  expect(Object.keys(body.fields ?? {})).toEqual(['household.number']);
  expect((await ask('mother', mother.idNumber, '')).status).toBe(400);
});

it('nobody asks unsigned, and a department that is closed answers nothing', async () => {
  const { police } = sandbox.callers;
  const body = JSON.stringify({ fields: {}, brings: [] });
  expect((await police.send('POST', 'queries/motherRecord', body, { 'idempotency-key': 'k' })).status).toBe(401);
  const signed = { 'idempotency-key': 'k', ...police.signature('k', body) };
  expect((await police.send('POST', 'queries/everybody', body, signed)).said).toBe('query-unknown');
  await police.setFaults({ closed: true });
  expect((await ask('mother', '1', 'x')).said).toBe('closed');
  await police.clearFaults();
  expect(sandbox.logged).toEqual([]);
});
