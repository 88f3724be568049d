import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { appendFileSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Binaries } from './binaries';
import { EmbeddedPostgresError } from './embedded-postgres-error';
import { firstComplaint } from './first-complaint';
import { giveTo, readOwn, writeOwn } from './own-files';
import { canReach, type ServerAccount } from './server-account';

/** One embedded server: PostgreSQL's own files in `folder`, its log and port number beside them in `dataDir`. */
export interface Cluster {
  dataDir: string;
  folder: string;
  /** `folder` as the server calls it. */
  serverFolder: string;
  account: ServerAccount | undefined;
  binaries: Binaries;
  /** Made up with the cluster and shown by the server, so that we never take a stranger's server for ours. */
  name: string;
  password: string;
}

type Place = Pick<Cluster, 'folder' | 'serverFolder' | 'account' | 'binaries'>;

export const superuser = 'postgres';
const nameFile = 'one-thing.name';
const passwordFile = 'one-thing.password';

export const clusterFolder = (dataDir: string): string => join(dataDir, 'cluster');

/** Written once into postgresql.conf, where an administrator may change it: for two cores and a few gigabytes. */
const settings = `
# One-Thing
max_connections = 200
shared_buffers = 256MB
wal_compression = on
max_wal_size = 4GB
checkpoint_timeout = 15min
random_page_cost = 1.1
jit = off
autovacuum = on
fsync = on
synchronous_commit = on
timezone = 'UTC'
log_timezone = 'UTC'
`;

/** Opens the cluster in `dataDir`, making it first when there is none. */
export function openCluster(
  dataDir: string,
  account: ServerAccount | undefined,
  binaries: Binaries,
  log: (message: string) => void,
): Cluster {
  const folder = clusterFolder(dataDir);
  if (!existsSync(folder)) {
    log(`creating a PostgreSQL ${binaries.version} data folder: ${folder}`);
    createCluster(dataDir, account, binaries);
  }
  giveTo(account, folder);
  refuseOtherMajor(folder, binaries);
  return {
    ...placeOf(folder, account, binaries),
    dataDir,
    name: readOwn(folder, nameFile),
    password: readOwn(folder, passwordFile),
  };
}

/** An accepted case must survive a power cut: refuses a configuration with which it might not. */
export function refuseUnsafeSettings(cluster: Cluster): void {
  for (const setting of ['fsync', 'synchronous_commit', 'full_page_writes']) {
    const { stdout, stderr, status } = runProgram(cluster, 'postgres', ['-D', cluster.serverFolder, '-C', setting]);
    if (status !== 0) {
      throw new EmbeddedPostgresError(
        'START_FAILED',
        `PostgreSQL cannot read its settings in ${cluster.folder}: ${firstComplaint(stderr)}.`,
      );
    }
    if (stdout.trim() === 'off') throw durabilityOff(setting, cluster);
  }
}

export const durabilityOff = (setting: string, cluster: Cluster): EmbeddedPostgresError =>
  new EmbeddedPostgresError(
    'DURABILITY_OFF',
    `The setting "${setting}" of the server in ${cluster.folder} is off, so accepted cases could be lost: turn it on again.`,
  );

/**
 * Made aside and moved into place when complete: an interrupted creation leaves nothing that looks like a cluster,
 * and of two at the same time the first wins and the other uses it.
 */
function createCluster(dataDir: string, account: ServerAccount | undefined, binaries: Binaries): void {
  const unfinished = mkdtempSync(join(dataDir, 'unfinished-'));
  try {
    giveTo(account, unfinished);
    const password = randomBytes(24).toString('base64url');
    const name = `one-thing-${randomBytes(6).toString('hex')}`;
    initialise(placeOf(unfinished, account, binaries), dataDir, password);
    writeOwn(account, unfinished, nameFile, name);
    writeOwn(account, unfinished, passwordFile, password);
    appendFileSync(join(unfinished, 'postgresql.conf'), settings);
    renameSync(unfinished, clusterFolder(dataDir));
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    if ((error as NodeJS.ErrnoException).code !== 'ENOTEMPTY') throw error;
  }
}

function initialise(place: Place, dataDir: string, password: string): void {
  const passwordFor = `${basename(place.folder)}.password`;
  writeOwn(place.account, dataDir, passwordFor, password);
  const fixed = [
    `--pgdata=${place.serverFolder}`,
    `--username=${superuser}`,
    `--pwfile=../${passwordFor}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--data-checksums',
    '--no-instructions',
  ];
  try {
    let failure: string | undefined;
    for (const locale of localesToTry(place.binaries)) {
      const { status, stderr, error } = runProgram(place, 'initdb', [...fixed, ...locale]);
      if (status === 0) return;
      failure = error?.message ?? firstComplaint(stderr);
    }
    throw new EmbeddedPostgresError(
      'START_FAILED',
      `PostgreSQL could not create its data folder in ${dataDir}: ${failure}.`,
    );
  } finally {
    rmSync(join(dataDir, passwordFor), { force: true });
  }
}

/** Text is ordered by code point, the same on every machine; letters are told from the rest in all of Unicode where the system can. */
function localesToTry({ version }: Binaries): string[][] {
  const provider = Number.parseInt(version, 10) >= 17 ? ['--locale-provider=builtin', '--builtin-locale=C.UTF-8'] : [];
  return [
    ['--locale=C', '--lc-ctype=C.UTF-8', ...provider],
    ['--locale=C', ...provider],
  ];
}

/** Runs one of PostgreSQL's programs as the server's account, from within the cluster's folder. */
function runProgram(place: Place, program: 'initdb' | 'postgres', args: string[]): SpawnSyncReturns<string> {
  const { folder, account, binaries } = place;
  return spawnSync(join(binaries.binDir, program), args, {
    cwd: folder,
    env: binaries.env,
    encoding: 'utf8',
    ...account,
  });
}

/**
 * A server that may not pass through a folder above its own (a project below /root) is started inside it
 * and calls it by its working folder, which needs no way there.
 */
function placeOf(folder: string, account: ServerAccount | undefined, binaries: Binaries): Place {
  if (canReach(account, folder)) return { folder, serverFolder: folder, account, binaries };

  const workingFolder = '/proc/self/cwd';
  const keepsWorkingFolder = Number.parseInt(binaries.version, 10) >= 16; // Older ones leave it while they look for themselves.
  if (keepsWorkingFolder && existsSync(workingFolder))
    return { folder, serverFolder: workingFolder, account, binaries };
  throw new EmbeddedPostgresError(
    'DATA_FOLDER_UNUSABLE',
    `PostgreSQL cannot run as root and its account may not enter ${folder}: set ONE_THING_DATA_DIR to a folder that every user may enter.`,
  );
}

function refuseOtherMajor(folder: string, { version }: Binaries): void {
  const made = readFileSync(join(folder, 'PG_VERSION'), 'utf8').trim();
  if (Number.parseInt(made, 10) === Number.parseInt(version, 10)) return;
  throw new EmbeddedPostgresError(
    'DATA_FOLDER_UNUSABLE',
    `The data folder ${folder} was made by PostgreSQL ${made} and this is ${version}: carry the data over with a dump, or use another ONE_THING_DATA_DIR.`,
  );
}
