import { Client } from 'pg';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { TcpProxy } from '../support/tcp-proxy';
import { until } from '../support/until';

describe('TcpProxy', () => {
  let database: TestDatabase;
  let direct: Client;
  let proxy: TcpProxy;
  let client: Client;

  beforeEach(async () => {
    database = await createTestDatabase({ migrated: false });
    direct = new Client({ connectionString: database.url });
    await direct.connect();
    await direct.query('create table note (text text not null)');
    proxy = await TcpProxy.listen(database.url, { mark: /listen\s/i });
    client = new Client({ connectionString: proxy.url, connectionTimeoutMillis: 5_000 });
    client.on('error', () => undefined);
    await client.connect();
  });

  afterEach(async () => {
    await client.end().catch(() => undefined);
    await proxy.close();
    await direct.end();
    await database.drop();
  });

  const notes = async (): Promise<number> => (await direct.query('select from note')).rows.length;

  it('keeps a commit whose answer it takes away', async () => {
    proxy.cutAfter((bytes) => bytes.includes('commit'));
    await client.query('begin');
    await client.query("insert into note values ('kept')");
    await expect(client.query('commit')).rejects.toThrow(/terminated|ECONNRESET/);
    expect(proxy.cuts).toBe(1);
    await until('the commit that nobody heard of', async () => ((await notes()) === 1 ? true : undefined));
  });

  it('holds bytes back without closing anything, and passes them on afterwards', async () => {
    proxy.passive({ direction: 'toClient' });
    let answered = false;
    const asked = client.query("insert into note values ('late')").then(() => (answered = true));
    await until('the server has worked', async () => ((await notes()) === 1 ? true : undefined));
    expect(answered).toBe(false);
    expect(proxy.connections).toBe(1);
    proxy.restore();
    await asked;
  });

  it('silences only the connections that it was told to mark', async () => {
    const listening = new Client({ connectionString: proxy.url });
    await listening.connect();
    const heard: string[] = [];
    listening.on('notification', ({ channel }) => void heard.push(channel));
    await listening.query('listen door');
    expect(proxy.marked).toBe(1);
    proxy.passive({ onlyMarked: true });
    await client.query('notify door');
    await client.query('select 1');
    expect(heard).toEqual([]);
    proxy.restore();
    await until('the notification', () => heard[0]);
    await listening.end();
  });

  it('breaks what is under way', async () => {
    const asked = client.query('select pg_sleep(30)');
    const failed = expect(asked).rejects.toThrow(/terminated|ECONNRESET/);
    proxy.reset();
    await failed;
    await until('no connection left', () => (proxy.connections === 0 ? true : undefined));
  });

  it('delays each way and keeps the order', async () => {
    proxy.delay(60);
    const began = performance.now();
    const both = await Promise.all([client.query('select 1 as n'), client.query('select 2 as n')]);
    expect(performance.now() - began).toBeGreaterThanOrEqual(120);
    expect(both.map(({ rows }) => (rows as { n: number }[])[0]?.n)).toEqual([1, 2]);
  });
});
