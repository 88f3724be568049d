import { resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { findBinaries } from './binaries';
import { clusterFolder, openCluster, refuseUnsafeSettings, type Cluster } from './cluster';
import { choosePort } from './free-port';
import { closeDataFolder, makeDataFolder } from './own-files';
import { openOwnerSession, urlOf, type OwnerSession } from './owner-session';
import {
  findPostmaster,
  interruptPostmaster,
  killPostmaster,
  startPostmaster,
  stopPostmaster,
  type Postmaster,
} from './postmaster';
import { findServerAccount } from './server-account';

export interface EmbeddedPostgres {
  /** The superuser's address of the database `one_thing`. */
  url: string;
  port: number;
  pid: number;
  binDir: string;
  version: string;
  /** False when a live process started the server before us; it alone stops it. */
  owned: boolean;
  /** Stops the server if it is ours; rolls back what is open and writes everything. */
  stop(): Promise<void>;
  /** Ends the server as a power cut would, whoever's it is. For tests of crashes. */
  kill(): Promise<void>;
}

export interface EmbeddedPostgresOptions {
  /** The product's data folder, made when missing; the server keeps to the folder `pg` in it. */
  dataDir: string;
  log?: (message: string) => void;
}

/**
 * Starts the PostgreSQL that comes with the product, on 127.0.0.1 and a port of its own.
 *
 * 1. Nothing acknowledged is lost: it does not run with fsync or synchronous commit turned off.
 * 2. A server left behind by a killed process is found and used again; a dead one's traces do not hinder.
 * 3. It is never mistaken for another: the password is the folder's own, and so is the name the server shows.
 * 4. It never runs as root: root starts it as another user and gives that user the folder `pg`, nothing else.
 */
export async function startEmbeddedPostgres({
  dataDir,
  log = () => undefined,
}: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const home = resolve(dataDir, 'pg');
  makeDataFolder(home);
  const account = findServerAccount(clusterFolder(home));
  closeDataFolder(account, home);
  const binaries = findBinaries(account, log);
  const cluster = openCluster(home, account, binaries, log);

  const { postmaster, session } = await connect(cluster, log);
  const { pid, port } = postmaster;
  const stopOnExit = (): void => interruptPostmaster(cluster.folder, pid);
  if (session.owns) process.once('exit', stopOnExit);
  return {
    url: urlOf(cluster, port),
    port,
    pid,
    binDir: binaries.binDir,
    version: binaries.version,
    owned: session.owns,
    async stop() {
      process.off('exit', stopOnExit);
      await session.close();
      if (session.owns) await stopPostmaster(cluster.folder, pid);
    },
    async kill() {
      process.off('exit', stopOnExit);
      await killPostmaster(cluster.folder, pid);
    },
  };
}

async function connect(
  cluster: Cluster,
  log: (message: string) => void,
): Promise<{ postmaster: Postmaster; session: OwnerSession }> {
  const live = await findPostmaster(cluster.folder);
  const postmaster = live ?? (await start(cluster, log));
  try {
    return { postmaster, session: await openOwnerSession(cluster, postmaster) };
  } catch (error) {
    if (!live) await stopPostmaster(cluster.folder, postmaster.pid);
    throw error;
  }
}

/** How long backends of a killed server may take to notice that it is gone. */
const attempts = 100;
const betweenAttemptsMs = 100;

async function start(cluster: Cluster, log: (message: string) => void): Promise<Postmaster> {
  refuseUnsafeSettings(cluster);
  for (let attempt = 1; ; attempt += 1) {
    const port = await choosePort(cluster.account, cluster.dataDir);
    try {
      return await startPostmaster(cluster, port, log);
    } catch (error) {
      const startedMeanwhile = await findPostmaster(cluster.folder);
      if (startedMeanwhile) return startedMeanwhile;
      const mayPass = /TCP\/IP sockets|shared memory block/.test((error as Error).message);
      if (!mayPass || attempt === attempts) throw error;
      await pause(betweenAttemptsMs);
    }
  }
}
