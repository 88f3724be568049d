import { Pool } from 'pg';
import { city, DEFAULT_CITY_SEED } from '../../../departments/city/city';
import { seedRegisters } from '../../../departments/city/seed-registers';
import { setUpDatabase } from '../../../departments/sandbox/database/set-up';
import { ALL_DEPARTMENTS } from '../../../departments/sandbox/sandbox';
import type { LifeEvent } from '../../../src/core';
import { createTestDatabase } from '../database';
import { newbornWords } from './newborn-words';
import type { WalkWords } from './walk-words';

/** Families of every kind; each may have a child in any walk. */
const CITY_PERSONS = 2_400;

/** By the name of the life event. */
const wordsByEvent: Readonly<Record<string, WalkWords>> = { newborn: newbornWords(CITY_PERSONS) };

/** What is said in the walks through a life event. */
export function wordsOf({ name }: LifeEvent): WalkWords {
  const words = wordsByEvent[name];
  if (words === undefined)
    throw new Error(`nobody has said how ${name} is walked: see test/support/walks/walk-words.ts`);
  return words;
}

export interface WalkedSandbox {
  readonly pool: Pool;
  close(): Promise<void>;
}

/** The departments' registers, filled with a small city; nobody listens on any port. */
export async function openWalkedSandbox(): Promise<WalkedSandbox> {
  const database = await createTestDatabase({ migrated: false });
  const pool = new Pool({ connectionString: database.url, max: 8 });
  await setUpDatabase(pool, ALL_DEPARTMENTS, (client) => seedRegisters(client, city(DEFAULT_CITY_SEED, CITY_PERSONS)));
  const close = async (): Promise<void> => {
    await pool.end();
    await database.drop();
  };
  return { pool, close };
}
