import { Pool } from 'pg';
import { InvalidDefinitionError, type LifeEvent } from '../../src/core';
import { libraryCard } from '../../src/engine/testing/library-card';
import { fingerprintOf, publishDefinitions } from '../../src/persistence/publish-definitions';
import { definitions } from '../../workflows/registry';
import { createTestDatabase, type TestDatabase } from '../support/database';

let database: TestDatabase;
let pool: Pool;
beforeEach(async () => {
  database = await createTestDatabase();
  pool = new Pool({ connectionString: database.url, max: 4 });
});
afterEach(async () => {
  await pool.end();
  await database.drop();
});

const rows = async (query: string): Promise<object[]> => (await pool.query<object>(query)).rows;
const versions = () => rows('select name, version, fingerprint from definition order by name, version');

/** The definition with one of its steps changed. */
const changed = (step: string, parts: object, version = libraryCard.version): LifeEvent => ({
  ...libraryCard,
  version,
  steps: { ...libraryCard.steps, [step]: { ...libraryCard.steps[step], ...parts } as LifeEvent['steps'][string] },
});

it('publishes everything that the product has, as often as it starts', async () => {
  await publishDefinitions(pool, definitions);
  const published = await versions();
  expect(published).toEqual(
    definitions.map((one) => ({ name: one.name, version: one.version, fingerprint: fingerprintOf(one) })),
  );
  await publishDefinitions(pool, definitions);
  expect(await versions()).toEqual(published);
});

it('publishes once when several processes start at the same time', async () => {
  await Promise.all([1, 2, 3, 4].map(() => publishDefinitions(pool, [libraryCard])));
  expect(await versions()).toHaveLength(1);
});

it.each<[string, LifeEvent]>([
  ['reads another field', changed('greet', { reads: ['family.since'] })],
  ['asks another department', changed('greet', { department: 'town-hall' })],
  ['is repeated in another way', changed('greet', { repeat: 'byHandOnly' })],
  ['needs something else', changed('issue', { needs: [] })],
  ['has gone', { ...libraryCard, steps: withoutStep('bill') }],
])('stops the process, by its name, when a step of a published version %s', async (_, definition) => {
  await publishDefinitions(pool, [libraryCard]);
  const before = [await versions(), await rows('select * from definition_step order by step')];
  const failure = await publishDefinitions(pool, [definition]).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(InvalidDefinitionError);
  expect((failure as Error).message).toMatch(/library-card.*version 1 is published and has changed/s);
  expect([await versions(), await rows('select * from definition_step order by step')]).toEqual(before);
});

it('does not mind a new text on the screen of a trigger, which changes no case', async () => {
  await publishDefinitions(pool, [libraryCard]);
  await publishDefinitions(pool, [{ ...libraryCard, title: { 'zh-CN': '图书证', en: 'Reader card' } }]);
  expect(await versions()).toHaveLength(1);
});

it('takes a new version beside the old one, whose cases go on', async () => {
  const next = changed('greet', { reads: ['family.since'] }, 2);
  await publishDefinitions(pool, [libraryCard]);
  await publishDefinitions(pool, [libraryCard, next]);
  expect(await versions()).toEqual([
    { name: 'library-card', version: 1, fingerprint: fingerprintOf(libraryCard) },
    { name: 'library-card', version: 2, fingerprint: fingerprintOf(next) },
  ]);
  expect(await rows(`select version, fields from definition_step where step = 'greet' order by version`)).toEqual([
    { version: 1, fields: ['family.name'] },
    { version: 2, fields: ['family.since'] },
  ]);
});

it('records what each step discloses and on what ground, and who is waited for', async () => {
  await publishDefinitions(pool, [libraryCard]);
  expect(await rows('select step, department, fields, legal_basis from definition_step order by step')).toEqual([
    { step: 'bill', department: 'treasury', fields: ['family.name'], legal_basis: 'a by-law' },
    { step: 'greet', department: 'library', fields: ['family.name'], legal_basis: 'a by-law' },
    {
      ...{ step: 'issue', department: 'library', legal_basis: 'a by-law' },
      fields: ['reader.name', 'reader.idNumber', 'reader.photo?'],
    },
    { step: 'welcome', department: 'post', fields: ['reader.name', 'reader.cardNumber'], legal_basis: 'a by-law' },
  ]);
  expect(await rows('select name, version, step, signal from definition_wait order by step')).toEqual([
    { name: 'library-card', version: 1, step: 'photo', signal: 'photo' },
    { name: 'library-card', version: 1, step: 'pickUp', signal: 'pickUp' },
  ]);
});

function withoutStep(name: string): LifeEvent['steps'] {
  return Object.fromEntries(Object.entries(libraryCard.steps).filter(([step]) => step !== name));
}
