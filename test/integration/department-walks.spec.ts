import { Pool } from 'pg';
import { city } from '../../departments/city/city';
import { seedRegisters } from '../../departments/city/seed-registers';
import { setUpDatabase } from '../../departments/sandbox/database/set-up';
import { ALL_DEPARTMENTS } from '../../departments/sandbox/sandbox';
import { definitions } from '../../workflows/registry';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { playWalks } from '../support/walks/play-walks';
import { newbornWords } from '../support/walks/newborn-words';

let database: TestDatabase;
let pool: Pool;
beforeAll(async () => {
  database = await createTestDatabase({ migrated: false });
  pool = new Pool({ connectionString: database.url, max: 8 });
  await setUpDatabase(pool, ALL_DEPARTMENTS, (client) => seedRegisters(client, city('jinhua', 2400)));
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

it('walks', async () => {
  const began = performance.now();
  const played = await playWalks({
    definition: definitions[0]!,
    words: newbornWords(2400),
    pool,
    walks: Number(process.env['WALKS'] ?? 200),
    again: '--selectProjects integration -i test/integration/department-walks',
  });
  console.log(JSON.stringify({ ...played, seconds: (performance.now() - began) / 1000 }, undefined, 1));
}, 300_000);
