import type { Pool } from 'pg';
import { openPool } from '../../src/persistence/pool';
import { inTransaction } from '../../src/persistence/transaction';
import { createTestDatabase, type TestDatabase } from '../support/database';

let database: TestDatabase;
let pool: Pool;
beforeAll(async () => {
  database = await createTestDatabase();
  pool = openPool(database.url, { max: 2 });
  await pool.query('create table kept (n int primary key)');
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});
beforeEach(() => pool.query('truncate kept'));

const put = (n: unknown) => ({ name: `put-${String(n)}`, text: `insert into kept values (${String(n)})` });
const count = async (): Promise<number> => (await pool.query('select from kept')).rowCount ?? -1;

describe('a transaction whose statements travel together', () => {
  it('fails as a whole when one fails that nobody has waited for, though COMMIT itself is answered', async () => {
    const work = inTransaction(pool, (transaction) => {
      transaction.send(put(1));
      transaction.send(put(1));
      transaction.send(put(2));
      return Promise.resolve('done');
    });
    await expect(work).rejects.toMatchObject({ code: '23505' });
    expect(await count()).toBe(0);
  });

  it('is on disk when it resolves, with every statement that nobody has waited for', async () => {
    await inTransaction(pool, (transaction) => {
      transaction.send(put(1));
      transaction.send(put(2));
      return Promise.resolve();
    });
    expect(await count()).toBe(2);
  });

  it('leaves a connection behind that the next one can use, whatever has become of it', async () => {
    for (let round = 0; round < 5; round += 1) {
      const broken = inTransaction(pool, (transaction) => {
        transaction.send(put("'no number'"));
        return transaction.query(put(round), []);
      });
      await expect(broken).rejects.toThrow();
      await inTransaction(pool, (transaction) => transaction.query(put(round), []));
    }
    expect(await count()).toBe(5);
    expect([pool.totalCount, pool.waitingCount]).toEqual([expect.any(Number), 0]);
  });
});
