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

export const removeRuntime = (dataDir: string): void => rmSync(fileIn(dataDir), { force: true });

/** The runtime of the product running on this data folder, or undefined when none is. */
export function findRuntime(dataDir: string): Runtime | undefined {
  try {
    const runtime = JSON.parse(readFileSync(fileIn(dataDir), 'utf8')) as Runtime;
    process.kill(runtime.pid, 0);
    return runtime;
  } catch {
    return undefined;
  }
}
