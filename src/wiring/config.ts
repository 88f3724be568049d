import { isIP } from 'node:net';
import { join, resolve } from 'node:path';
import { hashAlgorithms, type HashAlgorithm } from '../engine/history-hash';

/** Everything the environment may say, read and checked once. */
export interface Config {
  readonly port: number;
  readonly host: string;
  readonly dataDir: string;
  /** Unset: the embedded PostgreSQL. */
  readonly databaseUrl?: string;
  /** Unset: BullMQ on PostgreSQL. */
  readonly redisUrl?: string;
  /** 32 bytes; unset in a demo, where the data folder keeps one. */
  readonly masterKey?: Buffer;
  readonly demo: boolean;
  /** Size of the demo city. */
  readonly demoPersons: number;
  readonly clock: 'system' | 'manual';
  readonly logLevel: string;
  /** How long a step is left to a worker that says nothing; renewed while it is at work. */
  readonly leaseMs: number;
  /** Folder outside the database in which the seals over the history are anchored. */
  readonly anchorDir: string;
  /** How often what is new in the history is sealed. */
  readonly sealMs: number;
  /** What seals are hashed with; histories say for themselves. */
  readonly sealHash: HashAlgorithm;
  /** When no seal could be anchored for so long, nothing new is accepted. */
  readonly anchorLimitMs: number;
  /** How many days a draft is kept after it was last saved. */
  readonly draftDays: number;
  readonly production: boolean;
  /** Where departments reach us for later answers. */
  readonly publicUrl: string;
  /** Where traces go, and of which share of the cases; unset: nothing is traced. */
  readonly traces?: { readonly endpoint: string; readonly share: number };
}

/** A value of the environment is wrong: the process stops with this one sentence. */
export class ConfigError extends Error {
  readonly code = 'config-invalid';
}

const LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'];
const OURS = new Set([
  'ONE_THING_DATA_DIR',
  'ONE_THING_MASTER_KEY',
  'ONE_THING_DEMO',
  'ONE_THING_DEMO_PERSONS',
  'ONE_THING_CLOCK',
  'ONE_THING_LEASE_MS',
  'ONE_THING_PUBLIC_URL',
  'ONE_THING_ANCHOR_DIR',
  'ONE_THING_SEAL_MS',
  'ONE_THING_SEAL_HASH',
  'ONE_THING_ANCHOR_LIMIT_MS',
  'ONE_THING_DRAFT_DAYS',
]);

export function readConfig(env: NodeJS.ProcessEnv): Config {
  for (const name of Object.keys(env)) {
    if (name.startsWith('ONE_THING_') && !OURS.has(name)) {
      throw new ConfigError(
        `${name} is no setting; the settings are ${[...OURS].join(', ')} and those in .env.example.`,
      );
    }
  }
  const production = env['NODE_ENV'] === 'production';
  const port = wholeNumber(env, 'PORT', 3000, 0, 65_535);
  const host = env['HOST'] ?? '127.0.0.1';
  if (isIP(host) === 0 && !/^[a-z0-9.-]+$/i.test(host)) throw new ConfigError(`HOST must be a host name or address.`);
  const masterKey = readMasterKey(env);
  const clock = oneOf(env, 'ONE_THING_CLOCK', ['system', 'manual'] as const, 'system');
  if (production && clock === 'manual')
    throw new ConfigError('ONE_THING_CLOCK=manual is refused with NODE_ENV=production.');
  if (production && masterKey === undefined) {
    throw new ConfigError('ONE_THING_MASTER_KEY (32 bytes in base64) is required with NODE_ENV=production.');
  }
  const databaseUrl = address(env, 'DATABASE_URL', ['postgres:', 'postgresql:']);
  const redisUrl = address(env, 'REDIS_URL', ['redis:', 'rediss:']);
  const endpoint = address(env, 'OTEL_EXPORTER_OTLP_ENDPOINT', ['http:', 'https:']);
  const share = readShare(env);
  return {
    port,
    host,
    dataDir: readDataDir(env),
    anchorDir: readAnchorDir(env),
    ...(databaseUrl === undefined ? {} : { databaseUrl }),
    ...(redisUrl === undefined ? {} : { redisUrl }),
    ...(masterKey === undefined ? {} : { masterKey }),
    demo: oneOf(env, 'ONE_THING_DEMO', ['0', '1'] as const, production ? '0' : '1') === '1',
    demoPersons: wholeNumber(env, 'ONE_THING_DEMO_PERSONS', 100_000, 1_000, 5_000_000),
    clock,
    logLevel: oneOf(env, 'LOG_LEVEL', LEVELS, production ? 'info' : 'warn'),
    leaseMs: wholeNumber(env, 'ONE_THING_LEASE_MS', 30_000, 500, 600_000),
    sealMs: wholeNumber(env, 'ONE_THING_SEAL_MS', 300_000, 100, 3_600_000),
    sealHash: oneOf(env, 'ONE_THING_SEAL_HASH', hashAlgorithms, 'sha256'),
    anchorLimitMs: wholeNumber(env, 'ONE_THING_ANCHOR_LIMIT_MS', 14_400_000, 1_000, 604_800_000),
    draftDays: wholeNumber(env, 'ONE_THING_DRAFT_DAYS', 30, 1, 365),
    production,
    ...(endpoint === undefined ? {} : { traces: { endpoint, share } }),
    publicUrl: address(env, 'ONE_THING_PUBLIC_URL', ['http:', 'https:'])?.replace(/\/$/, '') ?? urlOf(host, port),
  };
}

/** An IPv6 address stands in brackets there. */
export const urlOf = (host: string, port: number): string => `http://${isIP(host) === 6 ? `[${host}]` : host}:${port}`;

function readDataDir(env: NodeJS.ProcessEnv): string {
  const value = env['ONE_THING_DATA_DIR'];
  if (value === '') throw new ConfigError('ONE_THING_DATA_DIR must name a folder; leave it out for .data.');
  return resolve(value ?? '.data');
}

function readAnchorDir(env: NodeJS.ProcessEnv): string {
  const value = env['ONE_THING_ANCHOR_DIR'];
  if (value === '') throw new ConfigError('ONE_THING_ANCHOR_DIR must name a folder; leave it out for one in the data.');
  return value === undefined ? join(readDataDir(env), 'anchors') : resolve(value);
}

function readMasterKey(env: NodeJS.ProcessEnv): Buffer | undefined {
  const value = env['ONE_THING_MASTER_KEY'];
  if (value === undefined) return undefined;
  const key = parseKey(value);
  if (key === undefined || new Set(key).size < 8) {
    throw new ConfigError('ONE_THING_MASTER_KEY must be 32 random bytes in base64 (openssl rand -base64 32).');
  }
  return key;
}

/** 32 bytes in base64 and nothing else: Node would pass over what is no base64, and a spoilt key decrypts nothing. */
export function parseKey(text: string): Buffer | undefined {
  const key = Buffer.from(text, 'base64');
  return key.length === 32 && key.toString('base64') === text ? key : undefined;
}

/** The share of a sampler by trace id, the only one there is. */
function readShare(env: NodeJS.ProcessEnv): number {
  const name = 'OTEL_TRACES_SAMPLER_ARG';
  const value = env[name];
  if (value === undefined) return 1;
  if (!/^(0|1|0?\.\d{1,9}|1\.0+)$/.test(value))
    throw new ConfigError(`${name} must be a share from 0 to 1, such as 0.1.`);
  return Number(value);
}

function wholeNumber(env: NodeJS.ProcessEnv, name: string, otherwise: number, least: number, most: number): number {
  const value = env[name];
  if (value === undefined) return otherwise;
  const number = Number(value);
  if (!/^\d{1,9}$/.test(value) || number < least || number > most) {
    throw new ConfigError(`${name} must be a whole number from ${least} to ${most}.`);
  }
  return number;
}

function oneOf<T extends string>(env: NodeJS.ProcessEnv, name: string, values: readonly T[], otherwise: T): T {
  const value = env[name];
  if (value === undefined) return otherwise;
  const found = values.find((allowed) => allowed === value);
  if (found === undefined) throw new ConfigError(`${name} must be one of ${values.join(', ')}.`);
  return found;
}

/** Never names the value: it may hold a password. */
function address(env: NodeJS.ProcessEnv, name: string, protocols: readonly string[]): string | undefined {
  const value = env[name];
  if (value === undefined) return undefined;
  if (!URL.canParse(value) || !protocols.includes(new URL(value).protocol)) {
    throw new ConfigError(
      `${name} must be an address that begins with ${protocols.map((p) => `${p}//`).join(' or ')}.`,
    );
  }
  return value;
}
