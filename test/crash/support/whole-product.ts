import { existsSync, readFileSync, rmSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Hospital } from '../../support/cases';
import { findFreePort } from '../../support/free-port';
import { startCommand, type Process } from './process';

/** `one-thing start` on a data folder of the test's own: everything, with the database and the departments it brings. */
export interface WholeProduct {
  readonly dataDir: string;
  readonly url: string;
  readonly persons: number;
  start(): Promise<Process>;
  hospital(): Hospital;
  key(): string;
  /** Where its departments are at this moment, by id. */
  departments(): Readonly<Record<string, string>>;
  /** The process id of its database server, or undefined when it is not running. */
  postgresPid(): number | undefined;
  command(...args: string[]): Process;
  /** Ends what is left and removes the folder. */
  remove(): Promise<void>;
}

const PERSONS = 2_000;

export async function prepareWholeProduct(): Promise<WholeProduct> {
  const dataDir = mkdtempSync(join(tmpdir(), 'one-thing-whole-'));
  const port = await findFreePort();
  const url = `http://127.0.0.1:${port}`;
  const env = {
    ...{ PORT: String(port), ONE_THING_DATA_DIR: dataDir, ONE_THING_DEMO_PERSONS: String(PERSONS) },
    LOG_LEVEL: 'info',
  };
  const read = <T>(file: string): T => JSON.parse(readFileSync(join(dataDir, file), 'utf8')) as T;
  const key = (): string =>
    read<Record<string, { apiKey: string }>>('demo-credentials.json')['hospital']?.apiKey as string;
  const processes: Process[] = [];
  const product: WholeProduct = {
    ...{ dataDir, url, persons: PERSONS, key },
    start: async () => {
      const started = startCommand(['start', '--no-run'], env);
      processes.push(started);
      return started.ready();
    },
    hospital: () => new Hospital(url, key()),
    departments: () => read<{ departments: Record<string, string> }>('runtime.json').departments,
    postgresPid: () => {
      const file = join(dataDir, 'pg/cluster/postmaster.pid');
      return existsSync(file) ? Number(readFileSync(file, 'utf8').split('\n')[0]) : undefined;
    },
    command: (...args) => startCommand(args, env),
    remove: async () => {
      await Promise.all(processes.map((one) => one.stop('SIGTERM')));
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
  return product;
}
