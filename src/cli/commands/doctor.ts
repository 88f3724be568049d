import { Command } from 'commander';
import { accessSync, constants, mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { getHashes } from 'node:crypto';
import { Client } from 'pg';
import { buildCalendar, civilDate } from '../../core';
import { readConfig, type Config } from '../../wiring/config';
import { readImportedYears } from '../../wiring/import-calendar';
import { findRuntime } from '../../wiring/runtime-file';
import { openDatabase } from '../../wiring/database';

interface Check {
  readonly what: string;
  readonly good: boolean;
  readonly found: string;
  /** What to do about it. */
  readonly cure?: string;
}

export const doctorCommand = (): Command =>
  new Command('doctor')
    .description('checks this machine and says what to do')
    .option('--json', 'print as JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const config = readConfig(process.env);
      const checks = [
        checkNode(),
        checkDataDir(config),
        await checkPort(config),
        await checkDatabase(config),
        checkTimeZone(),
        await checkCalendar(config),
        checkCrypto(),
      ];
      if (json === true) process.stdout.write(`${JSON.stringify(checks)}\n`);
      else for (const check of checks) process.stdout.write(`${line(check)}\n`);
      if (checks.some(({ good }) => !good)) process.exitCode = 1;
    });

const line = ({ what, good, found, cure }: Check): string =>
  `${good ? '✓ good' : '✗ bad '} ${what.padEnd(12)} ${found}${good || cure === undefined ? '' : `\n        → ${cure}`}`;

function checkNode(): Check {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const good = major > 20 || (major === 20 && minor >= 19);
  return { what: 'Node', good, found: process.version, cure: 'install Node 20.19 or newer' };
}

function checkDataDir({ dataDir }: Config): Check {
  try {
    mkdirSync(dataDir, { recursive: true });
    accessSync(dataDir, constants.W_OK);
    return { what: 'data folder', good: true, found: dataDir };
  } catch {
    return { what: 'data folder', good: false, found: dataDir, cure: 'make it writable, or set ONE_THING_DATA_DIR' };
  }
}

async function checkPort({ port, host, dataDir }: Config): Promise<Check> {
  if (findRuntime(dataDir) !== undefined) return { what: 'port', good: true, found: `${port}, in use by this product` };
  const free = await new Promise<boolean>((resolve) => {
    const server = createServer()
      .once('error', () => resolve(false))
      .listen(port, host, () => server.close(() => resolve(true)));
  });
  return { what: 'port', good: free, found: `${port} is ${free ? 'free' : 'taken'}`, cure: 'set PORT to a free one' };
}

async function checkDatabase(config: Config): Promise<Check> {
  try {
    const database = await openDatabase(config);
    const client = new Client({ connectionString: database.url, connectionTimeoutMillis: 3_000 });
    try {
      await client.connect();
      const found = await client.query<{ version: string }>("select current_setting('server_version') as version");
      return { what: 'database', good: true, found: `PostgreSQL ${found.rows[0]?.version} (${database.kind})` };
    } finally {
      await client.end();
      await database.stop();
    }
  } catch (error) {
    const found = error instanceof Error ? error.message : 'unreachable';
    return { what: 'database', good: false, found, cure: 'check DATABASE_URL, or leave it unset for the embedded one' };
  }
}

/** The product counts in Asia/Shanghai whatever the machine says; only its clock matters. */
const checkTimeZone = (): Check => ({
  what: 'time',
  good: new Date().getFullYear() >= 2026,
  found: `today is ${civilDate(new Date())} in Asia/Shanghai`,
  cure: "set the machine's clock",
});

/** With the years that were imported, where there is a database to ask. */
async function checkCalendar(config: Config): Promise<Check> {
  const { version, years } = buildCalendar(await readImportedYears(config).catch(() => []));
  const year = Number(civilDate(new Date()).slice(0, 4));
  return {
    what: 'calendar',
    good: years.has(year),
    found: `${version} covers ${[...years].join(', ')}`,
    cure: `import the working days of ${year} with "one-thing calendar import"; until then its deadlines are provisional`,
  };
}

function checkCrypto(): Check {
  const sm3 = getHashes().includes('sm3');
  return { what: 'crypto', good: true, found: `AES-256-GCM, SHA-256${sm3 ? ', SM3' : ' (no SM3 in this Node)'}` };
}
