import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

interface SandboxSettings {
  readonly databaseUrl: string;
  readonly port: number;
  readonly secrets: Readonly<Record<string, string>>;
  readonly persons: number;
  readonly log: (line: string) => void;
}

export interface SandboxProcess {
  readonly pid: number;
  readonly baseUrl: string;
  /** Sets the departments' clock, for training. */
  setClock(now: Date): Promise<void>;
  stop(): Promise<void>;
}

/** Starts the department sandbox as a process of its own: like real departments it is reached over HTTP only. */
export async function startSandboxProcess(settings: SandboxSettings): Promise<SandboxProcess> {
  const child = spawn(process.execPath, [join(__dirname, '../../departments/main.js')], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: {
      ...process.env,
      SANDBOX_DATABASE_URL: settings.databaseUrl,
      SANDBOX_PORT: String(settings.port),
      SANDBOX_SECRETS: JSON.stringify(settings.secrets),
      SANDBOX_CITY_PERSONS: String(settings.persons),
      SANDBOX_EXIT_WITH_PARENT: '1',
    },
    // Ctrl-C goes to the parent, which stops its parts in order.
    detached: true,
  });
  createInterface({ input: child.stderr }).on('line', settings.log);
  const baseUrl = `http://127.0.0.1:${await readyPort(child)}`;
  return {
    pid: child.pid as number,
    baseUrl,
    setClock: (now) => setClock(baseUrl, now),
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      await exited;
    },
  };
}

async function setClock(baseUrl: string, now: Date): Promise<void> {
  const response = await fetch(`${baseUrl}/clock`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ now: now.toISOString() }),
    signal: AbortSignal.timeout(5_000),
  });
  if (!response.ok) throw new Error(`the departments' clock was not set (${response.status})`);
}

function readyPort(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the department sandbox ended while starting (code ${code})`)));
    createInterface({ input: child.stdout as NodeJS.ReadableStream }).on('line', (line) => {
      try {
        const { ready, port } = JSON.parse(line) as { ready?: boolean; port?: number };
        if (ready === true && port !== undefined) resolve(port);
      } catch {
        // Only the one line of JSON counts.
      }
    });
  });
}
