import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { createTestDatabase, type TestDatabase } from '../support/database';

const program = join(__dirname, '../../bin/one-thing.js');
const year = { year: 2027, daysOff: ['2027-01-01'], makeUpDays: ['2027-01-09'], source: 'notice 1' };

let folder: string;
let database: TestDatabase;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'one-thing-calendar-'));
  database = await createTestDatabase();
});
afterAll(async () => {
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

function run(content: object, ...flags: string[]) {
  const file = join(folder, 'year.json');
  writeFileSync(file, JSON.stringify(content));
  const env = { PATH: process.env['PATH'], DATABASE_URL: database.url, ONE_THING_DATA_DIR: folder };
  const done = spawnSync(process.execPath, [program, 'calendar', 'import', file, ...flags], { env, encoding: 'utf8' });
  return { code: done.status, out: done.stdout, err: done.stderr };
}

async function stored(): Promise<object[]> {
  const client = new Client({ connectionString: database.url });
  await client.connect();
  const { rows } = await client.query<object>(
    'select year, version, source, imported_by from calendar_year order by 2',
  );
  await client.end();
  return rows;
}

describe('one-thing calendar import', () => {
  it('names every defect of a year, and imports nothing of it', async () => {
    const ran = run({ ...year, daysOff: ['2027-01-01', '2027-01-01'], makeUpDays: ['2027-01-08'] });
    expect(ran).toMatchObject({ code: 1, out: '' });
    expect(ran.err.trim().split('\n')).toEqual([
      '/daysOff/1: This day is in the list already',
      '/makeUpDays/0: A make-up day must be a Saturday or Sunday',
    ]);
    expect(run({ year: '2027' }).err).toContain('/daysOff: ');
    expect(run([]).code).toBe(1);
    expect(await stored()).toEqual([]);
  });

  it('imports a year once, a correction as a new version, and says who did it', async () => {
    expect(JSON.parse(run(year, '--json').out)).toMatchObject({ year: 2027, version: 1 });
    expect(run(year)).toMatchObject({ code: 0, out: 'The calendar of 2027, version 1, is imported.\n', err: '' });
    expect(run({ ...year, makeUpDays: [] }).out).toContain('version 2');
    const importedBy: unknown = expect.stringMatching(/^command line: ./);
    expect(await stored()).toEqual([
      { year: 2027, version: 1, source: 'notice 1', imported_by: importedBy },
      { year: 2027, version: 2, source: 'notice 1', imported_by: importedBy },
    ]);
  });
});
