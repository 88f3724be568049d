import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Pool } from 'pg';
import { CaseCipher } from '../../src/persistence/case-cipher';
import { PostgresAccounts } from '../../src/persistence/postgres-accounts';
import { createTestDatabase, type TestDatabase } from '../support/database';

const program = join(__dirname, '../../bin/one-thing.js');
const masterKey = Buffer.from('a master key of thirty-two bytes');
const PASSWORD = 'three words and one';

let folder: string;
let database: TestDatabase;
let pool: Pool;
let accounts: PostgresAccounts;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'one-thing-account-'));
  database = await createTestDatabase();
  pool = new Pool({ connectionString: database.url, max: 1 });
  accounts = new PostgresAccounts(pool, new CaseCipher(masterKey));
});
afterAll(async () => {
  await pool.end();
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

function run(input: string, ...words: string[]) {
  const env = {
    ...{ PATH: process.env['PATH'], DATABASE_URL: database.url, ONE_THING_DATA_DIR: folder },
    ONE_THING_MASTER_KEY: masterKey.toString('base64'),
  };
  const done = spawnSync(process.execPath, [program, 'account', ...words], { env, input, encoding: 'utf8' });
  return { code: done.status, out: done.stdout, err: done.stderr };
}

const CLERK = ['--role', 'departmentStaff', '--name', '李科员', '--organisation', 'police'];

it('an account is made with the password on standard input, and opens; the login cannot be made twice', async () => {
  const words = ['add', 'li', ...CLERK, '--departments', 'police'];
  expect(run(`${PASSWORD}\n`, ...words)).toEqual({ code: 0, out: 'The account li can sign in.\n', err: '' });
  expect(await accounts.check('LI', PASSWORD)).toMatchObject({ login: 'li', name: '李科员', departments: ['police'] });
  expect(run(`${PASSWORD}\n`, ...words)).toMatchObject({ code: 1, err: 'The login li is taken.\n' });
});

it('what is wrong is wrong use, and makes no account', async () => {
  expect(run('short\n', 'add', 'wang', ...CLERK, '--departments', 'police').err).toContain('12 to 200 characters');
  expect(run(`${PASSWORD}\n`, 'add', 'wang', ...CLERK, '--departments', 'opera').err).toContain(
    'no department "opera"',
  );
  expect(run(`${PASSWORD}\n`, 'add', 'wang', ...CLERK)).toMatchObject({ code: 2, out: '' });
  expect(await accounts.has('wang')).toBe(false);
});

it('a password is set and an account disabled; there has to be one', async () => {
  expect(run('another three words\n', 'password', 'li').out).toContain('has another password');
  expect(await accounts.check('li', PASSWORD)).toBeUndefined();
  expect(await accounts.check('li', 'another three words')).toBeDefined();
  expect(run('', 'disable', 'li').code).toBe(0);
  expect(await accounts.check('li', 'another three words')).toBeUndefined();
  expect(run('', 'disable', 'li')).toMatchObject({ code: 1, err: 'There is no account li in force.\n' });
});
