/** Compares the schema that the migrations make of an empty database with the committed one, or writes it. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { startEmbeddedPostgres } from '../src/embedded-postgres/start-embedded-postgres';
import { migrate } from '../src/persistence/migrate';
import { dumpSchema } from './dump-schema';

const committed = join(__dirname, '../migrations/schema.sql');

async function dumpMigrated(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'one-thing-schema-'));
  const server = await startEmbeddedPostgres({ dataDir: folder });
  try {
    await migrate(server.url);
    const client = new Client({ connectionString: server.url });
    await client.connect();
    return await dumpSchema(client).finally(() => client.end());
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function sayFirstDifference(expected: string, found: string): void {
  const [committedLines, migratedLines] = [expected.split('\n'), found.split('\n')];
  let at = 0;
  while (committedLines[at] === migratedLines[at]) at += 1;
  console.error('The migrations and migrations/schema.sql differ: run "npm run schema:write" and commit what changed.');
  console.error(`First difference, in line ${at + 1}:`);
  console.error(`  committed: ${committedLines[at] ?? '(end)'}\n  migrated:  ${migratedLines[at] ?? '(end)'}`);
}

async function main(): Promise<void> {
  const found = await dumpMigrated();
  if (process.argv[2] === 'write') {
    writeFileSync(committed, found);
    return;
  }
  const expected = readFileSync(committed, 'utf8');
  if (found === expected) return;
  sayFirstDifference(expected, found);
  process.exitCode = 1;
}

void main();
