import { hkdfSync, randomBytes, randomUUID } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { ConfigError, parseKey, type Config } from './config';

/** The master key: from the environment, or, outside production, one that the data folder keeps for itself. */
export function loadMasterKey(config: Pick<Config, 'masterKey' | 'dataDir' | 'production'>): Buffer {
  if (config.masterKey !== undefined) return config.masterKey;
  if (config.production) throw new ConfigError('ONE_THING_MASTER_KEY is required with NODE_ENV=production.');
  mkdirSync(config.dataDir, { recursive: true });
  const file = join(config.dataDir, 'master.key');
  if (!existsSync(file)) keepKey(file, randomBytes(32));
  const key = parseKey(readFileSync(file, 'utf8').trim());
  if (key === undefined) throw new ConfigError(`${file} does not hold a key of 32 bytes; put the right one back.`);
  return key;
}

/**
 * Whole, on disk and under its name all at once: another process that starts at the same time reads one key or the
 * other's, never half of one, and no power cut leaves a database behind whose key was not written yet.
 */
function keepKey(file: string, key: Buffer): void {
  const draft = `${file}.${randomUUID()}`;
  try {
    writeFileSync(draft, key.toString('base64'), { mode: 0o600, flag: 'wx', flush: true });
    linkSync(draft, file);
    flushFolder(dirname(file));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function flushFolder(folder: string): void {
  const handle = openSync(folder, 'r');
  fsyncSync(handle);
  closeSync(handle);
}

/** The secret that signs what we and one department say to each other, in base64. */
export function departmentSecret(masterKey: Buffer, department: string): string {
  const bytes = hkdfSync('sha256', masterKey, Buffer.alloc(0), `one-thing/department/${department}`, 32);
  return Buffer.from(bytes).toString('base64');
}
