import { hkdfSync, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError, type Config } from './config';

/** The master key: from the environment, or, outside production, one that the data folder keeps for itself. */
export function loadMasterKey(config: Pick<Config, 'masterKey' | 'dataDir' | 'production'>): Buffer {
  if (config.masterKey !== undefined) return config.masterKey;
  if (config.production) throw new ConfigError('ONE_THING_MASTER_KEY is required with NODE_ENV=production.');
  const file = join(config.dataDir, 'master.key');
  try {
    mkdirSync(config.dataDir, { recursive: true });
    writeFileSync(file, randomBytes(32).toString('base64'), { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const key = Buffer.from(readFileSync(file, 'utf8').trim(), 'base64');
  if (key.length !== 32) throw new ConfigError(`${file} does not hold a key of 32 bytes; put the right one back.`);
  return key;
}

/** The secret that signs what we and one department say to each other, in base64. */
export function departmentSecret(masterKey: Buffer, department: string): string {
  const bytes = hkdfSync('sha256', masterKey, Buffer.alloc(0), `one-thing/department/${department}`, 32);
  return Buffer.from(bytes).toString('base64');
}
