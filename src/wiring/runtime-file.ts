import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a running product tells the other commands on this machine; holds no secret. */
export interface Runtime {
  readonly pid: number;
  readonly startedAt: string;
  readonly url: string;
  readonly queue: 'postgres' | 'redis';
  readonly database: 'embedded' | 'external';
  readonly departments: Readonly<Record<string, string>>;
}

const fileIn = (dataDir: string): string => join(dataDir, 'runtime.json');

export function writeRuntime(dataDir: string, runtime: Runtime): void {
  writeFileSync(fileIn(dataDir), `${JSON.stringify(runtime, undefined, 2)}\n`);
}

/** Only what this process has written: another one may have come since. */
export function removeRuntime(dataDir: string): void {
  if (readRuntime(dataDir)?.pid === process.pid) rmSync(fileIn(dataDir), { force: true });
}

/** The runtime of the product running on this data folder, or undefined when none is. */
export function findRuntime(dataDir: string): Runtime | undefined {
  const runtime = readRuntime(dataDir);
  return runtime !== undefined && isAlive(runtime.pid) ? runtime : undefined;
}

function readRuntime(dataDir: string): Runtime | undefined {
  try {
    return JSON.parse(readFileSync(fileIn(dataDir), 'utf8')) as Runtime;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // Another user's process is alive, too.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
