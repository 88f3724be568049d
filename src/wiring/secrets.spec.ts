import { fork } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError } from './config';
import { departmentSecret, loadMasterKey } from './secrets';

let parent: string;
let dataDir: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'one-thing-secrets-'));
  dataDir = join(parent, 'not', 'yet', 'there');
});
afterEach(() => rmSync(parent, { recursive: true, force: true }));

const load = (): Buffer => loadMasterKey({ dataDir, production: false });

describe('the master key', () => {
  it('is made once, for the eyes of this user only, and is the same ever after', () => {
    const key = load();
    expect(key).toHaveLength(32);
    expect(statSync(join(dataDir, 'master.key')).mode & 0o777).toBe(0o600);
    expect(load()).toEqual(key);
    expect(readFileSync(join(dataDir, 'master.key'), 'utf8')).toBe(key.toString('base64'));
    expect(readdirSync(dataDir)).toEqual(['master.key']);
  });

  it('is another one in another folder', () => {
    const key = load();
    dataDir = join(parent, 'elsewhere');
    expect(load()).not.toEqual(key);
  });

  it('of the environment counts, and then none is kept', () => {
    const masterKey = Buffer.alloc(32, 5);
    expect(loadMasterKey({ dataDir, production: true, masterKey })).toBe(masterKey);
    expect(() => statSync(dataDir)).toThrow('ENOENT');
  });

  it('is never made in production', () => {
    expect(() => loadMasterKey({ dataDir, production: true })).toThrow(ConfigError);
    expect(() => statSync(dataDir)).toThrow('ENOENT');
  });

  it.each([
    ['empty', ''],
    ['cut short', 'AAAA'],
    ['too long', Buffer.alloc(33, 1).toString('base64')],
    ['not base64', 'this is not a key, it is a sentence of many words'],
    ['spoilt in the middle', `${'A1'.repeat(10)}****${'b2'.repeat(11)}`],
    ['a line too many', `${Buffer.alloc(32, 1).toString('base64')}\n${Buffer.alloc(32, 2).toString('base64')}`],
  ])('in a file that is %s stops the process with a sentence, and stays as it is', (_, text) => {
    const file = join(dataDir, 'master.key');
    load();
    writeFileSync(file, text);
    expect(load).toThrow(ConfigError);
    expect(load).toThrow(/master\.key .*32 bytes.*put the right one back/);
    if (text !== '') expect(load).not.toThrow(text);
    expect(readFileSync(file, 'utf8')).toBe(text);
  });

  it('may end with a line break, as after an editor', () => {
    const key = load();
    chmodSync(join(dataDir, 'master.key'), 0o600);
    writeFileSync(join(dataDir, 'master.key'), `${key.toString('base64')}\n`);
    expect(load()).toEqual(key);
  });

  it('is one and the same for processes that start at the same time', async () => {
    const program = join(parent, 'load.cjs');
    writeFileSync(
      program,
      `require(${JSON.stringify(join(__dirname, '../../scripts/typescript.js'))});
       const { loadMasterKey } = require(${JSON.stringify(join(__dirname, 'secrets.ts'))});
       process.send('ready');
       process.on('message', () => {
         try { process.send(loadMasterKey({ dataDir: ${JSON.stringify(dataDir)}, production: false }).toString('hex')); }
         catch (error) { process.send('failed: ' + error.message); }
         process.disconnect();
       });`,
    );
    const processes = Array.from({ length: 3 }, () => fork(program, { execArgv: [] }));
    const next = (child: (typeof processes)[number]): Promise<unknown> =>
      new Promise((resolve, reject) => child.once('message', resolve).once('exit', reject));
    await Promise.all(processes.map(next));
    const keys = processes.map(next);
    processes.forEach((child) => child.send('go'));
    expect(new Set(await Promise.all(keys))).toEqual(new Set([load().toString('hex')]));
  });
});

describe('the secret of a department', () => {
  const [one, other] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];

  it('follows from the key and the department alone', () => {
    expect(departmentSecret(one, 'police')).toBe(departmentSecret(Buffer.alloc(32, 1), 'police'));
    expect(departmentSecret(one, 'police')).not.toBe(departmentSecret(one, 'health'));
    expect(departmentSecret(one, 'police')).not.toBe(departmentSecret(other, 'police'));
    expect(Buffer.from(departmentSecret(one, 'police'), 'base64')).toHaveLength(32);
  });
});
