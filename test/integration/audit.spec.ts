import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Definitions } from '../../src/engine/definitions';
import { hashHistory } from '../../src/engine/history-hash';
import type { HistoryRow } from '../../src/engine/instance';
import { Sealer } from '../../src/engine/sealer';
import { cardBeginning } from '../../src/engine/testing/card-world';
import { libraryCard } from '../../src/engine/testing/library-card';
import { Random } from '../../src/engine/testing/random';
import { Simulation } from '../../src/engine/testing/simulation';
import { DatabaseClock } from '../../src/persistence/database-clock';
import { PostgresSealStore } from '../../src/persistence/postgres-seal-store';
import { AnchorFile, readAnchors } from '../../src/wiring/anchor-file';
import { repeatedly } from '../../src/wiring/repeatedly';
import { verifyAudit, type AuditReport } from '../../src/wiring/verify-audit';
import { insideTransaction } from '../support/inside-transaction';
import { openPostgresStores, type PostgresStores } from '../support/postgres-stores';
import { tampers, type Target, type Tampered } from '../support/tamper';

const definitions = new Definitions([libraryCard]);
const findChart = definitions.findChart.bind(definitions);
const TAMPERS = 1_000;

describe('the record of what has happened', () => {
  let stores: PostgresStores;
  let clock: DatabaseClock;
  let folder: string;
  const targets: Target[] = [];
  const failures: unknown[] = [];

  const sealerOf = (algorithm: 'sha256' | 'sm3') =>
    new Sealer(new PostgresSealStore(stores.pool), new AnchorFile(folder), {
      ...{ algorithm, limitMs: 1_000, onFailure: (error: unknown) => failures.push(error) },
    });
  const verify = (pool = stores.pool): Promise<AuditReport> => verifyAudit(pool, findChart, readAnchors(folder));
  const play = (seed: number) =>
    new Simulation(seed, {
      ...{ definition: libraryCard, definitions, beginning: cardBeginning(new Date()), stores, clock },
      ...{ steps: 25, checkEvery: 1_000, ownTime: false },
    }).run();

  beforeAll(async () => {
    stores = await openPostgresStores(definitions);
    clock = await DatabaseClock.start(stores.pool);
    folder = await mkdtemp(join(tmpdir(), 'anchors-'));
    // Sealed while they are under way, so that a case has rows in several seals.
    const sealer = sealerOf('sha256');
    let sealing: Promise<void> = Promise.resolve();
    const sealed = repeatedly(
      () => (sealing = sealer.run()),
      () => 25,
    );
    for (const seed of [1, 2]) await play(seed);
    sealed.stop();
    await sealing;
    await sealerOf('sm3').run();
    for (const id of await stores.inspect.instances()) {
      const rows = await stores.pool.query<{ transaction: string; to: number }>(
        `select transaction, (select max(to_seq) from seal_head s where s.instance_id = h.instance_id) as to
         from history h where instance_id = $1 order by seq`,
        [id],
      );
      const history = await stores.inspect.history(id);
      const target = history.map((row, index) => ({ ...row, transaction: rows.rows[index]?.transaction }));
      targets.push({ id, rows: target, sealedTo: rows.rows[0]?.to ?? 0 });
    }
  }, 120_000);
  afterAll(async () => {
    clock.stop();
    await stores.close();
    await rm(folder, { recursive: true });
  });

  it('is found whole, in a few seals of which every one is anchored', async () => {
    expect(failures).toEqual([]);
    const report = await verify();
    expect(report.findings).toEqual([]);
    expect(report.instances).toBe(targets.length);
    expect(report.anchors).toBe(report.seals);
    expect(report.seals).toBeGreaterThan(3);
    expect(targets.filter(({ rows, sealedTo }) => rows.length !== sealedTo)).toEqual([]);
  });

  it('would not show that a case was deleted together with all seals, were there no anchors', async () => {
    const client = await stores.pool.connect();
    try {
      await client.query('begin; set local session_replication_role = replica');
      const [target] = targets;
      const deleted = tampers['a case deleted'] as (typeof tampers)[string];
      await deleted(client, target as Target, new Random(1));
      await client.query('delete from seal');
      const blind = await verifyAudit(insideTransaction(client), findChart, readAnchors(join(folder, 'none')));
      expect([blind.anchors, blind.findings]).toEqual([0, []]);
      expect((await verify(insideTransaction(client))).findings).not.toEqual([]);
    } finally {
      client.release(true);
    }
  });

  it('shows by the chain alone a row that was altered together with its own hash', async () => {
    const client = await stores.pool.connect();
    try {
      await client.query('begin; set local session_replication_role = replica');
      await client.query('delete from seal_head');
      await client.query('delete from seal');
      const { id, rows } = targets[0] as Target;
      const [first, second] = rows as [HistoryRow, HistoryRow];
      const hash = hashHistory(first.hash, id, { ...second, actor: 'somebody else' });
      await client.query(
        `update history set actor = 'somebody else', hash = decode($2, 'hex') where instance_id = $1 and seq = 2`,
        [id, hash],
      );
      const { findings } = await verifyAudit(insideTransaction(client), findChart, readAnchors(join(folder, 'none')));
      expect(findings).toMatchObject([{ kind: 'row-altered', instance: id, seq: 3 }]);
    } finally {
      client.release(true);
    }
  });

  it(`shows each of ${TAMPERS} tampers, and where`, async () => {
    const random = new Random(Number(process.env['SEED'] ?? 20));
    const client = await stores.pool.connect();
    const unseen: (Tampered & { found: unknown })[] = [];
    const done = new Map<string, number>();
    try {
      await client.query('set session_replication_role = replica');
      // Who alters rows by hand takes out of the way what would stop him.
      await client.query('drop index instance_live_business_key');
      for (let n = 0; n < TAMPERS; n += 1) {
        const name = random.pick(Object.keys(tampers)) as string;
        done.set(name, (done.get(name) ?? 0) + 1);
        await client.query('begin');
        const tampered = await (tampers[name] as (typeof tampers)[string])(
          client,
          random.pick(targets) as Target,
          random,
        );
        const { findings } = await verify(insideTransaction(client));
        await client.query('rollback');
        const isFound = findings.some(
          ({ instance, seq, seal }) =>
            (tampered.instance === undefined || (instance === tampered.instance && seq === tampered.seq)) &&
            (tampered.seal === undefined || seal === tampered.seal),
        );
        if (!isFound) unseen.push({ ...tampered, found: findings });
      }
    } finally {
      client.release(true);
    }
    expect(unseen).toEqual([]);
    expect([...done.keys()].sort()).toEqual(Object.keys(tampers).sort());
    expect(Math.min(...done.values())).toBeGreaterThan(20);
  }, 300_000);
});
