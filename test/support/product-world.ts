import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BirthReport, NewbornSituation } from '../../departments/samples/newborn';
import { DEPARTMENTS } from '../../departments/sandbox/departments';
import { startTestSandbox, TEST_CITY_PERSONS, type TestSandbox } from '../../departments/testing/test-sandbox';
import { checkRegisters, type DepartmentCheck } from '../../src/wiring/check-registers';
import { createLog } from '../../src/wiring/log';
import { startProduct, type Product } from '../../src/wiring/product';
import { departmentSecret } from '../../src/wiring/secrets';
import { Hospital } from './cases';
import { createTestDatabase } from './database';
import { familyByFamily } from './families';
import { findFreePort } from './free-port';
import { startQueueServer, type QueueKind } from './queues';

/** The whole product in this process, on a database and a queue of its own, with the departments reached over HTTP. */
export interface ProductWorld {
  readonly product: Product;
  readonly sandbox: TestSandbox;
  readonly hospital: Hospital;
  readonly url: string;
  /** What the product logged as a warning or worse. */
  readonly logged: readonly string[];
  /** A report of a family that no other report of this world is about. */
  birth(situation: NewbornSituation): BirthReport;
  /** Compares every register with every case. */
  check(): Promise<DepartmentCheck[]>;
  stop(): Promise<void>;
}

interface ProductWorldSettings {
  /** Puts something between the product and its database; the address of what stands there. */
  readonly through?: (databaseUrl: string) => Promise<string>;
  /** Size of its city. */
  readonly persons?: number;
  /** The collector that traces go to; there are none when left out. */
  readonly collector?: string;
}

export async function startProductWorld(
  queue: QueueKind,
  {
    through = (databaseUrl) => Promise.resolve(databaseUrl),
    persons = TEST_CITY_PERSONS,
    collector,
  }: ProductWorldSettings = {},
): Promise<ProductWorld> {
  const dataDir = mkdtempSync(join(tmpdir(), 'one-thing-product-'));
  const [database, departments, redis] = [
    await createTestDatabase(),
    await createTestDatabase({ migrated: false }),
    await startQueueServer(queue),
  ];
  const masterKey = randomBytes(32);
  const secrets = Object.fromEntries(DEPARTMENTS.map((id) => [id, departmentSecret(masterKey, id)]));
  const sandbox = await startTestSandbox(departments.url, { secrets, cityPersons: persons });
  const databaseUrl = await through(database.url);
  const port = await findFreePort();
  const url = `http://127.0.0.1:${port}`;
  const logged: string[] = [];
  const product = await startProduct(
    {
      ...{ port, host: '127.0.0.1', publicUrl: url, dataDir, masterKey, databaseUrl },
      ...{
        demo: false,
        demoPersons: persons,
        clock: 'system',
        logLevel: 'warn',
        leaseMs: 30_000,
        anchorDir: join(dataDir, 'anchors'),
        sealMs: 300_000,
        sealHash: 'sha256',
        anchorLimitMs: 14_400_000,
        draftDays: 30,
        production: false,
      },
      ...(redis === undefined ? {} : { redisUrl: redis.url }),
      ...(collector === undefined ? {} : { traces: { endpoint: collector, share: 1 } }),
    },
    { api: true, worker: {} },
    createLog('warn', { write: (line: string) => void logged.push(line) }),
  );
  const addresses = Object.fromEntries(DEPARTMENTS.map((id) => [id, `http://127.0.0.1:${sandbox.port}/${id}`]));
  await product.directory.set(addresses);
  const { key } = await product.keys.issue({ name: 'the ward', role: 'hospital', organisation: 'JH0001' });
  return {
    ...{ product, sandbox, url, logged },
    hospital: new Hospital(url, key),
    birth: familyByFamily(persons),
    check: () => checkRegisters(product.engine.pool, addresses),
    stop: async () => {
      await product.stop();
      await sandbox.close();
      await redis?.stop();
      await departments.drop();
      await database.drop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
