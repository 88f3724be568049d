import { Client, type PoolClient } from 'pg';
import { request } from 'undici';
import type { BirthReport, NewbornSituation } from '../../departments/samples/newborn';
import { startProductWorld, type ProductWorld } from '../support/product-world';
import { TcpProxy } from '../support/tcp-proxy';
import { until } from '../support/until';

/** Nobody waits longer for a connection … */
const LONGEST_WAIT_MS = 5_000;
/** … nor for an answer, 4.5 s; the rest is for a machine that is busy with other tests. */
const LONGEST_ANSWER_MS = 8_000;
/** So soon after the trouble everything works again by itself. */
const RECOVERY_MS = 10_000;
/** Work that was in hand on dead connections: 5 s until they are given up, the rest is the case's own time. */
const WORK_IN_HAND_MS = 20_000;
const SITUATIONS: readonly NewbornSituation[] = ['marriedLocal', 'marriedLocal', 'unmarriedFollowingMother'];

interface Answer {
  readonly status: number;
  readonly ms: number;
  readonly id?: string;
}

describe('the product when its database is hard to reach', () => {
  let world: ProductWorld;
  let proxy: TcpProxy;
  let stranger: Client;
  let key: string;

  beforeAll(async () => {
    let direct = '';
    world = await startProductWorld('postgres', {
      persons: 4_000,
      through: async (databaseUrl) => {
        direct = databaseUrl;
        proxy = await TcpProxy.listen(databaseUrl);
        return proxy.url;
      },
    });
    stranger = new Client({ connectionString: direct });
    await stranger.connect();
    ({ key } = await world.product.keys.issue({ name: 'another ward', role: 'hospital', organisation: 'JH0001' }));
  });
  afterEach(async () => {
    proxy.restore();
    await stranger.query('rollback');
  });
  afterAll(async () => {
    await stranger.end();
    await world.stop();
    await proxy.close();
  });

  /** Any answer but success or a 503 that says when to come back is a fault. */
  const ask = async (method: 'GET' | 'POST', path: string, body?: object): Promise<Answer> => {
    const from = performance.now();
    const response = await request(`${world.url}/api/v1${path}`, {
      ...{ method, headersTimeout: 20_000 },
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.body.text();
    const { statusCode: status, headers } = response;
    if (status >= 500) {
      expect({ status, retryAfter: headers['retry-after'] }).toEqual({ status: 503, retryAfter: '2' });
      expect(headers['content-type']).toMatch(/^application\/problem\+json/);
    } else expect(status).toBeLessThan(300);
    const { id } = JSON.parse(text) as { id?: string };
    return { status, ms: performance.now() - from, ...(id === undefined ? {} : { id }) };
  };
  const report = (birth: BirthReport): Promise<Answer> => ask('POST', '/life-events/newborn/instances', birth);
  const list = (): Promise<Answer> => ask('GET', '/instances?limit=1');
  const births = (count: number): BirthReport[] =>
    Array.from({ length: count }, (_, n) => world.birth(SITUATIONS[n % SITUATIONS.length] as NewbornSituation));
  const some = (count: number): Promise<Answer[]> => Promise.all([...births(count).map(report), list(), list()]);
  const longest = (answers: readonly Answer[]): number => Math.max(...answers.map(({ ms }) => ms));
  const refused = (answers: readonly Answer[]): number => answers.filter(({ status }) => status === 503).length;

  /** How long it takes from now until reports and lists are taken again, and stay so. */
  const recovers = async (): Promise<number> => {
    const from = performance.now();
    await until('a report is taken', async () =>
      (await report(births(1)[0] as BirthReport)).status === 201 ? true : undefined,
    );
    const ms = performance.now() - from;
    expect(refused(await some(4))).toBe(0);
    return ms;
  };
  const allEnd = async (ids: readonly string[]): Promise<void> => {
    const from = performance.now();
    for (const id of ids) expect((await world.hospital.ended(id)).status).toBe('completed');
    say('all ended', { afterMs: Math.round(performance.now() - from) });
  };
  const say = (what: string, seen: object): void => void process.stdout.write(`${what}: ${JSON.stringify(seen)}\n`);

  it('connections that break in the midst of everything cost a repetition, and nothing that was accepted', async () => {
    proxy.delay(50);
    const { pool } = world.product.engine;
    const ids = new Set<string>();
    const waiting = new Set<BirthReport>();
    let [broken, refusals] = [0, 0];
    for (let round = 0; round < 6 || waiting.size > 0; round += 1) {
      if (round < 6) for (const birth of births(5)) waiting.add(birth);
      const answers = Promise.all(
        [...waiting].map(async (birth) => {
          const { id } = await report(birth);
          if (id === undefined) return void (refusals += 1);
          ids.add(id);
          waiting.delete(birth);
        }),
      );
      if (round < 6) {
        const busy = () => pool.totalCount - pool.idleCount || undefined;
        broken += await until('they are under way', busy, { everyMs: 5 });
        proxy.reset();
      }
      await answers;
    }
    say('resets', { broken, refusals });
    expect(broken).toBeGreaterThanOrEqual(6);
    expect(ids.size).toBe(30);
    proxy.restore();
    expect(await recovers()).toBeLessThan(RECOVERY_MS);
    await allEnd([...ids]);
  });

  it('a network that swallows everything is answered 503 in time, and missed no longer than it lasts', async () => {
    await some(4);
    proxy.passive();
    const answers = await some(10);
    say('silent', { longestMs: Math.round(longest(answers)), refused: refused(answers) });
    expect(refused(answers)).toBe(answers.length);
    expect(longest(answers)).toBeLessThan(LONGEST_ANSWER_MS);
    proxy.restore();
    expect(await recovers()).toBeLessThan(RECOVERY_MS);
  });

  it('connections that are dead and never tell are given up by those who wait on them', async () => {
    await some(4);
    const { id = '' } = await report(world.birth('marriedLocal'));
    proxy.passive({ onlyPresent: true });
    const from = performance.now();
    const ended = until('the work in hand is done', async () => {
      const { rowCount } = await stranger.query("select from instance where id = $1 and status = 'completed'", [id]);
      return rowCount === 1 ? performance.now() - from : undefined;
    });
    const held = proxy.connections;
    const answers = some(10);
    const recovered = await recovers();
    say('dead', { held, recoveredAfterMs: Math.round(recovered), longestMs: Math.round(longest(await answers)) });
    expect(refused(await answers)).toBeGreaterThan(0);
    expect(longest(await answers)).toBeLessThan(LONGEST_ANSWER_MS);
    expect(recovered).toBeLessThan(RECOVERY_MS);
    // The dead ones are still silent: whatever works now works without them.
    say('work on dead connections', { endedAfterMs: Math.round(await ended) });
    expect(await ended).toBeLessThan(WORK_IN_HAND_MS);
    proxy.reset();
  });

  it('answers that take five seconds each way are not waited for without end', async () => {
    proxy.delay(5_000);
    const answers = await some(5);
    say('slow', { longestMs: Math.round(longest(answers)), refused: refused(answers) });
    expect(refused(answers)).toBeGreaterThan(0);
    expect(longest(answers)).toBeLessThan(LONGEST_ANSWER_MS);
    proxy.restore();
    expect(await recovers()).toBeLessThan(RECOVERY_MS);
  });

  it('with one connection left everybody has a turn; with none, each is told within five seconds', async () => {
    const { pool } = world.product.engine;
    const held: PoolClient[] = [];
    const hold = async (count: number): Promise<void> => {
      while (held.length < count) held.push(await pool.connect());
    };
    const letGo = (): void => held.splice(0).forEach((client) => client.release());
    const max = pool.options.max;
    try {
      await until('all but one are held', async () => {
        await hold(max - 1).catch(() => undefined);
        return held.length === max - 1 || undefined;
      });
      const few = await some(10);
      expect(refused(few)).toBe(0);
      expect(longest(few)).toBeLessThan(LONGEST_WAIT_MS);
      await until('all are held', async () => {
        await hold(max).catch(() => undefined);
        return held.length === max || undefined;
      });
      const none = await some(10);
      say('pool', { oneLeftMs: Math.round(longest(few)), noneLeftMs: Math.round(longest(none)) });
      expect(refused(none)).toBeGreaterThanOrEqual(10);
      expect(longest(none)).toBeLessThan(LONGEST_WAIT_MS);
    } finally {
      letGo();
    }
    expect(await recovers()).toBeLessThan(RECOVERY_MS);
  });

  it('a stranger who holds one case keeps no other waiting, and the case goes on when it is let go', async () => {
    await world.sandbox.callers.police.setFaults({ slowMs: 500 });
    const { id = '' } = await report(world.birth('marriedLocal'));
    await stranger.query('begin');
    await stranger.query('select from instance where id = $1 for update', [id]);
    const others = await some(10);
    expect(refused(others)).toBe(0);
    expect(longest(others)).toBeLessThan(LONGEST_WAIT_MS);
    await world.sandbox.callers.police.clearFaults();
    await allEnd(others.flatMap((other) => other.id ?? []));
    expect((await world.hospital.look(id)).completedAt).toBeNull();
    await stranger.query('rollback');
    const from = performance.now();
    await allEnd([id]);
    say('one case held', { recoveredAfterMs: Math.round(performance.now() - from) });
  });

  it('a stranger who holds the table costs everybody a 503 in time, and nothing after', async () => {
    await stranger.query('begin');
    await stranger.query('lock table instance in access exclusive mode');
    const answers = await some(10);
    say('table held', { longestMs: Math.round(longest(answers)), refused: refused(answers) });
    expect(refused(answers)).toBe(answers.length);
    expect(longest(answers)).toBeLessThan(LONGEST_ANSWER_MS);
    await stranger.query('rollback');
    expect(await recovers()).toBeLessThan(RECOVERY_MS);
  });

  it('leaves every case with its one entry in every register', async () => {
    await until(
      'every case has ended',
      async () => {
        const { rowCount } = await stranger.query("select from instance where status = 'running' limit 1");
        return rowCount === 0 || undefined;
      },
      { withinMs: 50_000 },
    );
    for (const check of await world.check()) expect(check).toMatchObject({ differences: [] });
  });
});
