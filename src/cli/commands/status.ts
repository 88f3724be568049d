import { Command } from 'commander';
import { join } from 'node:path';
import { readConfig } from '../../wiring/config';
import { findRuntime } from '../../wiring/runtime-file';
import { productVersion } from '../../wiring/version';
import { readCredentials } from '../product-client';

interface StatusFlags {
  json?: boolean;
  showSecrets?: boolean;
}

export const statusCommand = (): Command =>
  new Command('status')
    .description('addresses, versions, queue and database in use')
    .option('--json', 'print as JSON')
    .option('--show-secrets', 'also passwords and keys, for an administrator of this machine')
    .action(async ({ json, showSecrets }: StatusFlags) => {
      const { dataDir } = readConfig(process.env);
      const runtime = findRuntime(dataDir);
      const ready = runtime === undefined ? undefined : await readiness(runtime.url);
      const status = {
        version: productVersion(),
        node: process.version,
        dataDir,
        running: runtime !== undefined,
        ...(runtime ?? {}),
        ready,
        ...(showSecrets === true
          ? { credentials: readCredentials(dataDir), masterKeyFile: join(dataDir, 'master.key') }
          : {}),
      };
      if (json === true) process.stdout.write(`${JSON.stringify(status)}\n`);
      else
        for (const [name, value] of Object.entries(status))
          process.stdout.write(`${name.padEnd(14)} ${shown(value)}\n`);
      if (ready !== true) process.exitCode = 1;
    });

const shown = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

async function readiness(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(3_000) })).ok;
  } catch {
    return false;
  }
}
