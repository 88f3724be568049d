import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Client } from 'pg';
import { linkLibraries } from '../../src/embedded-postgres/binaries';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../src/embedded-postgres/start-embedded-postgres';

const isRoot = process.getuid?.() === 0;
/** The product's data folder, and the server's own in it. */
let folder: string;
let home: string;
const servers: EmbeddedPostgres[] = [];

/** A cluster that is ready to be copied, because making one takes a second. */
let pristine: string;

beforeAll(async () => {
  pristine = mkdtempSync(join(tmpdir(), 'one-thing-pristine-'));
  const server = await startEmbeddedPostgres({ dataDir: pristine });
  await server.stop();
});

afterAll(() => rmSync(pristine, { recursive: true, force: true }));

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'one-thing 数据 '));
  home = join(folder, 'pg');
});

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.kill()));
  rmSync(folder, { recursive: true, force: true });
});

async function start(): Promise<EmbeddedPostgres> {
  if (!existsSync(home)) cpSync(join(pristine, 'pg', 'cluster'), join(home, 'cluster'), { recursive: true });
  return startInFolder();
}

async function startInFolder(): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ dataDir: folder });
  servers.push(server);
  return server;
}

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

it('keeps its data and its address from one start to the next, below a path with spaces and Chinese characters', async () => {
  const first = await startInFolder();
  await query(first.url, `create table child as select '张三丰'::text as name`);
  await first.stop();

  const second = await start();
  expect(await query(second.url, 'select name from child')).toEqual([{ name: '张三丰' }]);
  expect(second.url).toBe(first.url);
});

it('can be started again after a power cut, with everything committed before', async () => {
  const first = await start();
  await query(first.url, 'create table child as select 1 as id');
  await first.kill();

  const second = await start();
  expect(await query(second.url, 'select id from child')).toEqual([{ id: 1 }]);
});

it('takes over the live server of a product that was killed', async () => {
  const program = join(__dirname, '../support/die-while-serving.ts');
  const register = join(__dirname, '../../scripts/typescript.js');
  const killed = spawnSync(process.execPath, ['-r', register, program, folder], { encoding: 'utf8' });
  expect(killed).toMatchObject({ signal: 'SIGKILL', stderr: '' });

  const heir = await start();
  expect(heir).toMatchObject({ pid: Number(killed.stdout), owned: true });
  expect(await query(heir.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  await heir.stop();
  expect(existsSync(join(home, 'cluster', 'postmaster.pid'))).toBe(false);
});

it('is shared with a second user, who does not stop it', async () => {
  const owner = await start();
  const guest = await start();
  expect(guest).toMatchObject({ pid: owner.pid, url: owner.url, owned: false });

  await guest.stop();
  expect(await query(owner.url, 'select 1 as one')).toEqual([{ one: 1 }]);
});

it('is made and started once when two ask for it at the same time', async () => {
  const [one, other] = await Promise.all([startInFolder(), startInFolder()]);
  expect(other.pid).toBe(one.pid);
  expect([one.owned, other.owned].sort()).toEqual([false, true]);
});

it('moves to another port when its own is taken', async () => {
  const first = await start();
  await first.stop();
  const stranger: Server = createServer().listen(first.port, '127.0.0.1');
  await once(stranger, 'listening');

  const second = await start();
  expect(second.port).not.toBe(first.port);
  expect(await query(second.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  stranger.close();
});

it('is not hindered by the number of a dead server that is now another program', async () => {
  const first = await start();
  await first.kill();
  const pidFile = join(home, 'cluster', 'postmaster.pid');
  writeFileSync(pidFile, readFileSync(pidFile, 'utf8').replace(/^\d+/, String(process.pid)));

  const second = await start();
  expect(await query(second.url, 'select 1 as one')).toEqual([{ one: 1 }]);
});

it('lets nobody in without the password, which only its account can read', async () => {
  const { url } = await start();
  const stranger = new URL(url);
  stranger.password = 'guess';
  await expect(query(stranger.toString(), 'select 1')).rejects.toMatchObject({ code: '28P01' });

  const password = statSync(join(home, 'cluster', 'one-thing.password'));
  expect(password.mode & 0o777).toBe(0o600);
});

it('listens on this machine only, in UTF-8, with checksums, in UTC and with every commit on disk', async () => {
  const { url } = await start();
  const names = [
    'listen_addresses',
    'unix_socket_directories',
    'server_encoding',
    'data_checksums',
    'TimeZone',
    'fsync',
    'synchronous_commit',
    'jit',
    'max_connections',
    'shared_buffers',
    'password_encryption',
  ];
  const rows = await query(url, `select ${names.map((name) => `current_setting('${name}') as "${name}"`).join(', ')}`);
  expect(rows).toEqual([
    {
      listen_addresses: '127.0.0.1',
      unix_socket_directories: '',
      server_encoding: 'UTF8',
      data_checksums: 'on',
      TimeZone: 'UTC',
      fsync: 'on',
      synchronous_commit: 'on',
      jit: 'off',
      max_connections: '200',
      shared_buffers: '256MB',
      password_encryption: 'scram-sha-256',
    },
  ]);
});

it('does not start when somebody turned fsync off', async () => {
  await (await start()).stop();
  appendFileSync(join(home, 'cluster', 'postgresql.conf'), 'fsync = off\n');
  await expect(start()).rejects.toMatchObject({
    code: 'DURABILITY_OFF',
    message: expect.stringContaining('"fsync"') as string,
  });
});

it('does not start when somebody turned synchronous commit off for a role', async () => {
  const first = await start();
  await query(first.url, 'alter role postgres set synchronous_commit = off');
  await first.stop();
  await expect(start()).rejects.toMatchObject({ code: 'DURABILITY_OFF' });
  expect(existsSync(join(home, 'cluster', 'postmaster.pid'))).toBe(false);
});

it('says in one sentence what is wrong with its configuration', async () => {
  await (await start()).stop();
  appendFileSync(join(home, 'cluster', 'postgresql.conf'), 'no_such_setting = 1\n');
  await expect(start()).rejects.toMatchObject({
    code: 'START_FAILED',
    message: expect.stringContaining('no_such_setting') as string,
  });
});

it('makes the library links that a blocked install script did not', () => {
  const installed = join(
    dirname(dirname(require.resolve(`@embedded-postgres/${process.platform}-${process.arch}`))),
    'native',
  );
  const native = join(folder, 'native');
  cpSync(installed, native, { recursive: true, filter: (file) => !lstatSync(file).isSymbolicLink() });
  const askVersion = (): number | null =>
    spawnSync(join(native, 'bin', 'postgres'), ['--version'], { env: { LD_LIBRARY_PATH: join(native, 'lib') } }).status;
  expect(askVersion()).not.toBe(0);

  linkLibraries(native);
  expect(askVersion()).toBe(0);
});

(isRoot ? describe : describe.skip)('started by root', () => {
  it('runs as another user, to whom it gives only its own folder', async () => {
    const { pid } = await start();
    expect(statSync(`/proc/${pid}`).uid).not.toBe(0);
    expect(statSync(home).uid).not.toBe(0);
    expect(statSync(folder).uid).toBe(0);
  });

  it.each([
    ['a folder that its account may not enter', 0o700],
    ['a folder open to all', 0o755],
  ])('keeps its data in %s', async (_, mode) => {
    chmodSync(folder, mode);
    const first = await start();
    await query(first.url, 'create table child as select 1 as id');
    await first.stop();
    const second = await start();
    expect(await query(second.url, 'select id from child')).toEqual([{ id: 1 }]);
  });
});
