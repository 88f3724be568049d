/** Compares what the API says of itself with the committed `docs/openapi.json`, or writes it. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pino from 'pino';
import { apiRoutes } from '../src/api/api.module';
import type { ApiParts } from '../src/api/api-parts';
import { createApi } from '../src/api/create-api';
import { describeApi } from '../src/api/openapi/document';
import { Definitions } from '../src/engine/definitions';
import { definitions as events, messages } from '../workflows/registry';

const committed = join(__dirname, '../docs/openapi.json');

async function describe(): Promise<string> {
  const definitions = new Definitions(events);
  // Nothing is asked of the other parts: no request is served.
  const parts = { definitions, messages, log: pino({ level: 'silent' }) } as unknown as ApiParts;
  const app = await createApi(parts);
  const document = describeApi(app, definitions, apiRoutes());
  await app.close();
  return `${JSON.stringify(document, inAlphabet, 2)}\n`;
}

/** The compiler lists the values of a type in an order that changes with the files it has read before. */
const inAlphabet = (key: string, value: unknown): unknown =>
  key === 'enum' && Array.isArray(value) ? [...(value as string[])].sort() : value;

async function main(): Promise<void> {
  const found = await describe();
  if (process.argv[2] === 'write') return writeFileSync(committed, found);
  const expected = readFileSync(committed, 'utf8');
  if (found === expected) return;
  const [was, is] = [expected.split('\n'), found.split('\n')];
  const at = was.findIndex((line, index) => line !== is[index]);
  console.error(
    'The API has changed and docs/openapi.json has not: run "npm run openapi:write" and commit what changed.',
  );
  console.error(
    `First difference, in line ${at + 1}:\n  committed: ${was[at] ?? '(end)'}\n  described: ${is[at] ?? '(end)'}`,
  );
  process.exitCode = 1;
}

void main();
