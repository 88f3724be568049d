import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NEWBORN_SITUATIONS } from '../../departments/samples/newborn';
import { makeSamples } from '../../src/cli/commands/sample';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { findFreePort } from '../support/free-port';
import { until } from '../support/until';

const program = join(__dirname, '../../bin/one-thing.js');

interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

type Env = Readonly<Record<string, string>>;

let folder: string;
let nowhere: Env;
beforeAll(() => {
  if (!existsSync(join(__dirname, '../../dist/src/cli/main.js'))) throw new Error('run "node bin/prepare.js" first');
  folder = mkdtempSync(join(tmpdir(), 'one-thing-cli-'));
  nowhere = { ONE_THING_DATA_DIR: join(folder, 'nowhere') };
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function launch(args: readonly string[], env: Env): { child: ChildProcess; ran: Promise<Ran>; said: () => string } {
  const child = spawn(process.execPath, [program, ...args], {
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], LOG_LEVEL: 'fatal', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [out, err] = ['', ''];
  child.stdout?.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (err += chunk.toString()));
  const ran = once(child, 'close').then(() => ({ code: child.exitCode, out, err }));
  return { child, ran, said: () => out };
}

const run = (args: readonly string[], env: Env = nowhere): Promise<Ran> => launch(args, env).ran;

/** One sentence for the person who typed it, and no stack. */
function expectOneSentence(err: string): void {
  expect(err.trim().split('\n')).toHaveLength(1);
  expect(err).not.toMatch(/\n\s+at |node:internal|\.js:\d+/);
}

describe('wrong use ends with 2 and says what there is', () => {
  it('help is no wrong use', async () => {
    const { code, out, err } = await run(['--help']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    for (const name of [
      'start',
      'api',
      'worker',
      'migrate',
      'sample',
      'run',
      'status',
      'doctor',
      'registers',
      'bench',
      'calendar',
      'verify',
      'export',
      'explain',
      'impact',
    ])
      expect(out).toMatch(new RegExp(`^  ${name} `, 'm'));
  });

  it.each([
    [['frobnicate'], /unknown command 'frobnicate'/],
    [['sample', 'newborn', '--frobnicate'], /unknown option '--frobnicate'/],
    [['sample'], /missing required argument 'event'/],
    [['sample', 'newborn', '--count', 'many'], /--count .*must be a whole number/],
    [['sample', 'newborn', '--count', '-1'], /whole number/],
    [['sample', 'newborn', 'twins'], /too many arguments/],
    [['sample', 'wedding'], /there are samples for newborn, not for "wedding"/],
    [['sample', 'toString'], /there are samples for newborn, not for "toString"/],
    [['sample', 'newborn', '--situation', 'quintuplets'], /marriedLocal.*triplets.*not "quintuplets"/],
    [['impact', 'wedding'], /no such version of wedding: it is not known here/],
    [['impact', 'newborn', '--to', '99'], /no such version of newborn: it has 1/],
    [['bench', '--queue', 'kafka'], /postgres, redis/],
    [['calendar', 'import'], /missing required argument 'file'/],
    [['calendar', 'import', '/nowhere/2027.json'], /2027\.json is no file with JSON in it/],
  ])('%j', async (args, said) => {
    const { code, out, err } = await run(args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(said);
    expect(err).not.toMatch(/\n\s+at /);
  });

  it.each<[Env, RegExp]>([
    [{ PORT: 'http' }, /PORT must be a whole number/],
    [{ ONE_THING_PORT: '3000' }, /ONE_THING_PORT is no setting/],
    [{ ONE_THING_DATA_DIR: '' }, /ONE_THING_DATA_DIR must name a folder/],
    [{ DATABASE_URL: 'mysql://root:hunter2@127.0.0.1/d' }, /DATABASE_URL must be an address/],
    [{ NODE_ENV: 'production' }, /ONE_THING_MASTER_KEY .*required/],
    [{ LOG_LEVEL: 'loud' }, /LOG_LEVEL must be one of/],
  ])('in an environment like %j', async (env, said) => {
    const { code, out, err } = await run(['start'], { ...nowhere, ...env });
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(said);
    expect(err).not.toContain('hunter2');
    expectOneSentence(err);
  });
});

describe('samples', () => {
  it('are the same for the same seed, and others for another', async () => {
    const ask = (...more: string[]) => run(['sample', 'newborn', '--count', '5', ...more]);
    const [one, again, other] = [await ask('--seed', '7'), await ask('--seed', '7'), await ask('--seed', '8')];
    expect(one.code).toBe(0);
    expect(one.out.trim().split('\n')).toHaveLength(5);
    expect(again.out).toBe(one.out);
    expect(other.out).not.toBe(one.out);
  });

  it('there are of every situation', async () => {
    const { code, out, err } = await run(['sample', 'newborn', '--situation', 'triplets']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(JSON.parse(out).children).toHaveLength(3);
    for (const situation of NEWBORN_SITUATIONS) expect(makeSamples('newborn', 1, 2, situation)).toHaveLength(2);
  });
});

describe('when nothing runs', () => {
  it('status says so, also to a program, and ends with 1', async () => {
    const told = await run(['status']);
    expect(told).toMatchObject({ code: 1, err: '' });
    expect(told.out).toMatch(/^running +false$/m);
    const { code, out } = await run(['status', '--json']);
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ running: false, node: process.version, version: expect.any(String) });
  });

  it.each([[['run', 'newborn']], [['registers', 'check']]])('%j says what to do', async (args) => {
    const { code, out, err } = await run(args);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(/^one-thing: nothing runs on .*: start it with "npm start"/);
    expectOneSentence(err);
  });

  it('a product that was killed is not taken for a running one', async () => {
    const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
    await once(child, 'exit');
    const dataDir = join(folder, 'killed');
    mkdirSync(dataDir);
    writeFileSync(join(dataDir, 'runtime.json'), JSON.stringify({ pid: child.pid, url: 'http://127.0.0.1:9' }));
    expect(await run(['registers', 'check'], { ONE_THING_DATA_DIR: dataDir })).toMatchObject({
      code: 1,
      err: expect.stringContaining('nothing runs on'),
    });
  });
});

describe('with a database', () => {
  let database: TestDatabase;
  let env: Env;
  beforeAll(async () => {
    database = await createTestDatabase({ migrated: false });
    env = { ...nowhere, DATABASE_URL: database.url, ONE_THING_DEMO: '0' };
  });
  afterAll(() => database.drop());

  it('migrate brings an empty one up to date, and then has nothing to do', async () => {
    for (const time of ['first', 'second']) {
      expect({ time, ...(await run(['migrate'], env)) }).toEqual({
        time,
        code: 0,
        out: 'The database is up to date.\n',
        err: '',
      });
    }
  });

  it.each(['127.0.0.1', 'localhost'])('that cannot be reached at %s every command says so', async (host) => {
    const { code, err } = await run(['migrate'], { ...env, DATABASE_URL: `postgres://me:hunter2@${host}:9/d` });
    expect(code).toBe(1);
    expect(err).toMatch(/^one-thing: the database of DATABASE_URL cannot be used: .*ECONNREFUSED/);
    expect(err).not.toContain('hunter2');
    expectOneSentence(err);
  });

  it('explain knows no case that there is not', async () => {
    await run(['migrate'], env);
    expect(await run(['explain', 'NB-20260302-0000001'], env)).toEqual({
      code: 1,
      out: '',
      err: 'one-thing: there is no case NB-20260302-0000001\n',
    });
  });

  it('doctor gives a program what it found, and what to do', async () => {
    const port = await findFreePort();
    const { code, out } = await run(['doctor', '--json'], { ...env, PORT: String(port) });
    const checks = JSON.parse(out) as { what: string; good: boolean; found: string; cure?: string }[];
    expect(checks.map(({ what }) => what)).toEqual([
      ...['Node', 'data folder', 'port', 'database', 'time', 'calendar', 'crypto'],
    ]);
    for (const check of checks) {
      expect(check).toEqual({
        what: expect.any(String),
        good: expect.any(Boolean),
        found: expect.any(String),
        ...('cure' in check ? { cure: expect.any(String) } : {}),
      });
      if (!check.good) expect(check.cure).toBeDefined();
    }
    expect(code).toBe(checks.every(({ good }) => good) ? 0 : 1);
    expect(checks.find(({ what }) => what === 'database')?.found).toMatch(/^PostgreSQL \d+.* \(external\)$/);
  });

  it('start on a taken port says so, and leaves nobody connected', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    try {
      const { code, out, err } = await run(['start', '--no-run'], { ...env, PORT: String(port) });
      expect({ code, out }).toEqual({ code: 1, out: '' });
      expect(err).toBe(`one-thing: port ${port} of 127.0.0.1 is taken: set PORT to a free one\n`);
    } finally {
      other.close();
    }
    expect(existsSync(join(nowhere['ONE_THING_DATA_DIR'] as string, 'runtime.json'))).toBe(false);
  });
});

describe('the whole product', () => {
  const launched: ChildProcess[] = [];
  let dataDir: string;
  let env: Env;
  beforeAll(async () => {
    dataDir = join(folder, 'whole');
    env = { ONE_THING_DATA_DIR: dataDir, ONE_THING_DEMO_PERSONS: '2000', PORT: String(await findFreePort()) };
  });
  afterAll(async () => {
    for (const child of launched) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
  });

  const postmaster = (): number | undefined => {
    const file = join(dataDir, 'pg/cluster/postmaster.pid');
    return existsSync(file) ? Number(readFileSync(file, 'utf8').split('\n')[0]) : undefined;
  };
  const isAlive = (pid: number): boolean => {
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  };

  it('on a taken port ends, and leaves no database server behind', async () => {
    const other = createServer().listen(Number(env['PORT']), '127.0.0.1');
    await once(other, 'listening');
    const { ran } = launch(['start', '--no-run'], env);
    const started = await until('its database is there, or it has ended', () => postmaster());
    const { code, err } = await ran;
    other.close();
    await once(other, 'close');
    expect({ code, err }).toEqual({ code: 1, err: expect.stringMatching(/^one-thing: port \d+ .* is taken: .*\n$/) });
    expect(postmaster()).toBeUndefined();
    await until('the database server has gone', () => (isAlive(started) ? undefined : true));
  });

  it('stops when it is told to while it is still starting, and leaves no database server behind', async () => {
    const { child, ran, said } = launch(['start', '--no-run'], env);
    const started = await until('its database is there', () => postmaster());
    child.kill('SIGINT');
    const { code } = await ran;
    expect({ code, said: said().includes('Ctrl-C stops') }).toEqual({ code: 0, said: false });
    await until('the database server has gone', () => (isAlive(started) ? undefined : true));
    expect(existsSync(join(dataDir, 'runtime.json'))).toBe(false);
  });

  it('is not started twice on one data folder', async () => {
    const first = launch(['start', '--no-run'], env);
    launched.push(first.child);
    await Promise.race([first.ran, until('it is ready', () => first.said().includes('Ctrl-C stops') || undefined)]);
    expect(first.said()).toContain('Ctrl-C stops');

    const { code, out, err } = await run(['start', '--no-run'], { ...env, PORT: String(await findFreePort()) });
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(
      /^one-thing: One-Thing runs on .*whole already: http:\/\/127\.0\.0\.1:\d+ \(process \d+\); stop/,
    );
    expectOneSentence(err);

    expect(await run(['status'], env)).toMatchObject({ code: 0, err: '' });
    const twins = await run(['run', 'newborn', '--count', '2', '--situation', 'twins'], env);
    expect(twins).toMatchObject({ code: 0, err: '', out: expect.stringMatching(/2 cases: /) });
    const [number = ''] = /NB-\d{8}-\d{7}/.exec(twins.out) ?? [];
    const explained = await run(['explain', number, '--language', 'zh-CN'], env);
    expect(explained).toMatchObject({ code: 0, err: '' });
    expect(explained.out).toMatch(new RegExp(`^${number}  全部事项已办结\n`));
    expect(explained.out).toContain('户口登记 (2): 已办结');
    const checked = await run(['registers', 'check', '--json'], env);
    expect(checked).toMatchObject({ code: 0, err: '' });
    const checks = JSON.parse(checked.out) as { completed: number; differences: string[] }[];
    expect(checks.flatMap(({ differences }) => differences)).toEqual([]);
    expect(checks.reduce((sum, { completed }) => sum + completed, 0)).toBeGreaterThanOrEqual(30);

    const server = postmaster() as number;
    first.child.kill('SIGTERM');
    expect(await first.ran).toMatchObject({ code: 0 });
    await until('the database server has gone', () => (isAlive(server) ? undefined : true));
    expect(existsSync(join(dataDir, 'runtime.json'))).toBe(false);
  }, 120_000);
});

it('bench prints one line of JSON with the fields that were promised', async () => {
  const { code, out } = await run(['bench', '--count', '20']);
  expect(code).toBe(0);
  expect(out.trim().split('\n')).toHaveLength(1);
  const result = JSON.parse(out) as Record<string, unknown>;
  expect(result).toMatchObject({ engine: expect.any(String), queue: 'postgres', n: 20 });
  for (const field of [
    'instances_per_s',
    'steps_per_s',
    'p50_ms',
    'p99_ms',
    'cpu_s',
    'rss_mb',
    'wal_bytes_per_instance',
  ])
    expect(result[field]).toEqual(expect.any(Number));
});
