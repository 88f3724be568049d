import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { databaseUrl } from './test-server';
import { databasePrefix, dropDatabase } from './leaked-connections';

export interface TestDatabase {
  url: string;
  /** Removes the database; fails, after removing it, when somebody is still connected. */
  drop(): Promise<void>;
}

/** A database of the test's own: a copy of the migrated template, or an empty one. */
export async function createTestDatabase({ migrated = true }: { migrated?: boolean } = {}): Promise<TestDatabase> {
  const serverUrl = requireEnvironment('TEST_DATABASE_URL');
  const template = migrated ? requireEnvironment('TEST_TEMPLATE_DATABASE') : 'template0';
  const name = `${databasePrefix()}${randomBytes(4).toString('hex')}`;
  const admin = new Client({ connectionString: serverUrl });
  await admin.connect();
  try {
    await admin.query(`create database ${name} template ${template}`);
  } finally {
    await admin.end();
  }
  return { url: databaseUrl(serverUrl, name), drop: () => dropDatabase(serverUrl, name) };
}

function requireEnvironment(name: string): string {
  const value = process.env[name];
  if (value) return value;
  throw new Error(`${name} is not set: a test with a database belongs to test/integration, test/e2e or test/crash`);
}
