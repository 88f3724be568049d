import { spawn, spawnSync } from 'node:child_process';
import {
  closeSync,
  fchownSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Cluster } from './cluster';
import { firstComplaint } from './first-complaint';
import { EmbeddedPostgresError } from './embedded-postgres-error';

export interface Postmaster {
  pid: number;
  port: number;
}

/** How often a starting or stopping server is looked at; it takes some 50 ms. */
const glanceMs = 10;

/** The live server of this cluster, whoever started it, once it accepts connections; `undefined` when none runs. */
export async function findPostmaster(folder: string): Promise<Postmaster | undefined> {
  for (;;) {
    const lines = readPidFile(folder);
    if (!lines) return undefined;
    const pid = Number(lines[0]);
    if (!isPostmasterOf(folder, pid)) {
      // The dead server's number may by now be another program's, and PostgreSQL would then refuse to start.
      if (isRunning(pid)) rmSync(join(folder, 'postmaster.pid'), { force: true });
      return undefined;
    }
    if (lines[7]?.trim() === 'ready') return { pid, port: Number(lines[3]) };
    await pause(glanceMs);
  }
}

/** Starts the server and waits until it accepts connections. */
export async function startPostmaster(
  cluster: Cluster,
  port: number,
  log: (message: string) => void,
): Promise<Postmaster> {
  const { folder, serverFolder, account, binaries, dataDir, name } = cluster;
  const logFile = rotateLog(dataDir);
  const logStart = statSync(logFile, { throwIfNoEntry: false })?.size ?? 0;
  const out = openSync(logFile, 'a', 0o600);
  if (account) fchownSync(out, account.uid, account.gid);
  const options = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    cluster_name: name,
    logging_collector: 'off',
    log_destination: 'stderr',
  };
  const args = ['-D', serverFolder, ...Object.entries(options).flatMap(([key, value]) => ['-c', `${key}=${value}`])];

  // In a session of its own, so that Ctrl-C reaches us only and we stop it after its users.
  const server = spawn(join(binaries.binDir, 'postgres'), args, {
    cwd: folder,
    env: binaries.env,
    detached: true,
    stdio: ['ignore', out, out],
    ...account,
  });
  closeSync(out);
  server.unref();
  let failure: string | undefined;
  server.once('error', (error) => (failure = error.message));
  server.once('exit', () => (failure ??= 'it ended'));

  for (let glances = 1; ; glances += 1) {
    const found = readPidFile(folder);
    if (failure === undefined && Number(found?.[0]) === server.pid && found?.[7]?.trim() === 'ready') {
      return { pid: Number(found[0]), port };
    }
    if (failure !== undefined) {
      throw new EmbeddedPostgresError(
        'START_FAILED',
        `PostgreSQL did not start in ${folder}: ${firstComplaint(readFrom(logFile, logStart)) ?? failure} (its log: ${logFile}).`,
      );
    }
    if (glances % (5_000 / glanceMs) === 0) log('PostgreSQL is still starting: it replays its journal after a crash');
    await pause(glanceMs);
  }
}

/** Asks the server to stop in order: open transactions are rolled back, everything is written. */
export function interruptPostmaster(folder: string, pid: number): void {
  if (isPostmasterOf(folder, pid)) signal(pid, 'SIGINT');
}

export async function stopPostmaster(folder: string, pid: number): Promise<void> {
  interruptPostmaster(folder, pid);
  while (isPostmasterOf(folder, pid)) await pause(glanceMs);
}

/** Ends the server and its backends at once, as a power cut would. */
export async function killPostmaster(folder: string, pid: number): Promise<void> {
  if (!isPostmasterOf(folder, pid)) return;
  const family = [pid, ...childrenOf(pid)];
  for (const member of family) signal(member, 'SIGKILL');
  while (family.some(isRunning)) await pause(glanceMs);
}

function isPostmasterOf(folder: string, pid: number): boolean {
  if (!isRunning(pid)) return false;
  if (process.platform !== 'linux') return commandOf(pid).includes(folder);
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(folder);
  } catch {
    return false;
  }
}

function readPidFile(folder: string): string[] | undefined {
  try {
    return readFileSync(join(folder, 'postmaster.pid'), 'utf8').split('\n');
  } catch {
    return undefined;
  }
}

/** A process that has ended but that nobody has asked about yet no longer runs. */
function isRunning(pid: number): boolean {
  if (process.platform === 'linux') return !['Z', 'X', undefined].includes(readStat(pid)?.state);
  return commandOf(pid) !== '';
}

function childrenOf(pid: number): number[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .map(Number)
    .filter((candidate) => candidate > 0 && readStat(candidate)?.parent === pid);
}

function readStat(pid: number): { state: string | undefined; parent: number } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { state, parent: Number(parent) };
  } catch {
    return undefined;
  }
}

const commandOf = (pid: number): string =>
  spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).stdout.trim();

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function rotateLog(dataDir: string): string {
  const file = join(dataDir, 'server.log');
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size > 10_000_000) renameSync(file, `${file}.1`);
  return file;
}

const readFrom = (file: string, start: number): string => readFileSync(file).subarray(start).toString('utf8');
