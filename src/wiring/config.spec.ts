import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ConfigError, readConfig, type Config } from './config';

const key = Buffer.from(Array.from({ length: 32 }, (_, n) => n * 7)).toString('base64');

/** The sentence that the process would stop with. */
function complaint(env: NodeJS.ProcessEnv): string {
  try {
    readConfig(env);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as ConfigError).message;
  }
  throw new Error(`accepted: ${JSON.stringify(env)}`);
}

it('needs nothing: every setting has a default', () => {
  expect(readConfig({})).toEqual({
    port: 3000,
    host: '127.0.0.1',
    dataDir: resolve('.data'),
    demo: true,
    demoPersons: 100_000,
    clock: 'system',
    logLevel: 'warn',
    leaseMs: 30_000,
    anchorDir: resolve('.data/anchors'),
    sealMs: 300_000,
    sealHash: 'sha256',
    anchorLimitMs: 14_400_000,
    draftDays: 30,
    production: false,
    publicUrl: 'http://127.0.0.1:3000',
  });
});

it.each<[string, string, Partial<Config>]>([
  ['PORT', '0', { port: 0 }],
  ['PORT', '65535', { port: 65_535, publicUrl: 'http://127.0.0.1:65535' }],
  ['HOST', '0.0.0.0', { host: '0.0.0.0', publicUrl: 'http://0.0.0.0:3000' }],
  ['ONE_THING_LEASE_MS', '1500', { leaseMs: 1_500 }],
  ['ONE_THING_ANCHOR_DIR', 'over/there', { anchorDir: resolve('over/there') }],
  ['ONE_THING_SEAL_MS', '1000', { sealMs: 1_000 }],
  ['ONE_THING_SEAL_HASH', 'sm3', { sealHash: 'sm3' }],
  ['ONE_THING_ANCHOR_LIMIT_MS', '60000', { anchorLimitMs: 60_000 }],
  ['ONE_THING_DRAFT_DAYS', '90', { draftDays: 90 }],
  ['HOST', 'one-thing.example', { host: 'one-thing.example' }],
  ['HOST', '::1', { host: '::1', publicUrl: 'http://[::1]:3000' }],
  ['ONE_THING_DATA_DIR', 'here/there', { dataDir: resolve('here/there') }],
  ['DATABASE_URL', 'postgres://u:p@127.0.0.1:5432/d', { databaseUrl: 'postgres://u:p@127.0.0.1:5432/d' }],
  ['DATABASE_URL', 'postgresql://u@127.0.0.1/d', { databaseUrl: 'postgresql://u@127.0.0.1/d' }],
  ['REDIS_URL', 'redis://127.0.0.1:6379', { redisUrl: 'redis://127.0.0.1:6379' }],
  ['REDIS_URL', 'rediss://127.0.0.1', { redisUrl: 'rediss://127.0.0.1' }],
  ['ONE_THING_MASTER_KEY', key, { masterKey: Buffer.from(key, 'base64') }],
  ['ONE_THING_DEMO', '0', { demo: false }],
  ['ONE_THING_DEMO', '1', { demo: true }],
  ['ONE_THING_DEMO_PERSONS', '1000', { demoPersons: 1_000 }],
  ['ONE_THING_CLOCK', 'manual', { clock: 'manual' }],
  ['ONE_THING_PUBLIC_URL', 'https://one-thing.example/', { publicUrl: 'https://one-thing.example' }],
  ['LOG_LEVEL', 'silent', { logLevel: 'silent' }],
  ['OTEL_EXPORTER_OTLP_ENDPOINT', 'http://127.0.0.1:4318', { traces: { endpoint: 'http://127.0.0.1:4318', share: 1 } }],
])('takes %s=%s', (name, value, expected) => {
  expect(readConfig({ [name]: value })).toMatchObject(expected);
});

it.each([
  ['PORT', ['', ' ', '-1', '65536', '3000.5', '3e3', '0x10', '99999999999', 'http', ' 80']],
  ['HOST', ['', 'a b', 'http://127.0.0.1', '127.0.0.1:3000', 'a/b', 'a\nb']],
  ['ONE_THING_DATA_DIR', ['']],
  ['ONE_THING_ANCHOR_DIR', ['']],
  ['ONE_THING_SEAL_MS', ['', '99', '3600001', '5m']],
  ['ONE_THING_SEAL_HASH', ['', 'md5', 'SM3']],
  ['ONE_THING_ANCHOR_LIMIT_MS', ['', '999', '4h']],
  ['ONE_THING_DRAFT_DAYS', ['', '0', '366', '1.5', '30d']],
  ['DATABASE_URL', ['', 'hunter2', 'mysql://root:hunter2@127.0.0.1/d', 'postgres//u:hunter2@h/d', 'file:///hunter2']],
  ['REDIS_URL', ['', 'hunter2', 'http://:hunter2@127.0.0.1', '127.0.0.1:6379']],
  ['ONE_THING_MASTER_KEY', ['', 'hunter2', 'A'.repeat(44), `${key}AAAA`, key.slice(4), `hunter2${key.slice(7)}!!`]],
  ['ONE_THING_DEMO', ['', 'true', 'yes', '2', '01']],
  ['ONE_THING_DEMO_PERSONS', ['', '999', '5000001', 'many', '-5000']],
  ['ONE_THING_CLOCK', ['', 'Manual', 'fake', 'sundial']],
  ['ONE_THING_PUBLIC_URL', ['', 'hunter2', '127.0.0.1:3000', 'ftp://127.0.0.1', 'javascript:hunter2']],
  ['LOG_LEVEL', ['', 'INFO', 'verbose', '30']],
  ['OTEL_EXPORTER_OTLP_ENDPOINT', ['', 'hunter2', '127.0.0.1:4318', 'grpc://127.0.0.1']],
  ['OTEL_TRACES_SAMPLER_ARG', ['', '-0.1', '1.1', '2', '10%', 'hunter2']],
] as const)('refuses a malformed %s with one sentence that names it and not its value', (name, values) => {
  for (const value of values) {
    const said = complaint({ [name]: value });
    expect(said).toMatch(new RegExp(`^${name} [^\n]*\\.$`));
    expect(said).not.toContain('hunter2');
    if (name === 'DATABASE_URL' || name === 'ONE_THING_MASTER_KEY')
      expect(value === '' || !said.includes(value)).toBe(true);
  }
});

it('refuses a setting of ours that it does not know, which is one that somebody has misspelt', () => {
  const said = complaint({ ONE_THING_DATADIR: '/secret/folder', PATH: '/bin' });
  expect(said).toMatch(/^ONE_THING_DATADIR is no setting; .*ONE_THING_DATA_DIR/);
  expect(said).not.toContain('/secret/folder');
  expect(() => readConfig({ npm_config_user_agent: 'npm', SOMETHING: 'else' })).not.toThrow();
});

it.each<[string, number]>([
  ['0', 0],
  ['1', 1],
  ['1.0', 1],
  ['0.25', 0.25],
  ['.5', 0.5],
])('traces a share of %s of the cases', (given, share) => {
  const endpoint = 'https://collector.example';
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_TRACES_SAMPLER_ARG: given };
  expect(readConfig(env).traces).toEqual({ endpoint, share });
});

describe('in production', () => {
  const production = { NODE_ENV: 'production', ONE_THING_MASTER_KEY: key };

  it('there is no demo unless it is asked for', () => {
    expect(readConfig(production)).toMatchObject({ production: true, demo: false });
    expect(readConfig({ ...production, ONE_THING_DEMO: '1' })).toMatchObject({ demo: true });
  });

  it('a key is required', () => {
    expect(complaint({ NODE_ENV: 'production' })).toMatch(/^ONE_THING_MASTER_KEY .*required/);
  });

  it('time cannot be moved by hand', () => {
    expect(complaint({ ...production, ONE_THING_CLOCK: 'manual' })).toMatch(/^ONE_THING_CLOCK=manual is refused/);
  });
});

it('has every setting in .env.example, and no other', () => {
  const example = readFileSync(join(__dirname, '../../.env.example'), 'utf8');
  const named = [...example.matchAll(/^#?([A-Z_]+)=(.*)$/gm)].map(([, name, value]) => [name, value] as const);
  expect(named.map(([name]) => name).sort()).toEqual(
    [
      ...['DATABASE_URL', 'HOST', 'LOG_LEVEL', 'ONE_THING_CLOCK', 'ONE_THING_DATA_DIR', 'ONE_THING_DEMO'],
      ...[
        'ONE_THING_DEMO_PERSONS',
        'ONE_THING_ANCHOR_DIR',
        'ONE_THING_ANCHOR_LIMIT_MS',
        'ONE_THING_DRAFT_DAYS',
        'ONE_THING_SEAL_HASH',
        'ONE_THING_SEAL_MS',
        'ONE_THING_LEASE_MS',
        'ONE_THING_MASTER_KEY',
        'ONE_THING_PUBLIC_URL',
        'OTEL_EXPORTER_OTLP_ENDPOINT',
        'OTEL_TRACES_SAMPLER_ARG',
        'PORT',
        'REDIS_URL',
      ],
    ].sort(),
  );
  const set = [...example.matchAll(/^([A-Z_]+)=(.*)$/gm)].map(([, name, value]) => [name, value] as const);
  expect(readConfig(Object.fromEntries(set))).toEqual(readConfig({}));
});
