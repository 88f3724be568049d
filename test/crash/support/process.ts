import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '../../..');
const compiled = join(root, 'dist/src/cli/main.js');

interface Started {
  readonly file: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** A line on standard output that says it is ready. */
  readonly ready: RegExp;
}

/** A process of the product as it runs in production: compiled, its own, and ended only by who started it. */
export class Process {
  private readonly child: ChildProcess;
  /** Settles when it has ended and all it has said is heard. */
  readonly gone: Promise<void>;
  private said = '';
  private complaints = '';
  private becomeReady: () => void = () => undefined;
  /** Settles when it says that it is ready, or has ended before. */
  readonly readyOrGone: Promise<void>;
  isReady = false;
  /** The name under which it holds executions, once it has said so. */
  session: string | undefined;
  /** The fault point at which it was made to die. */
  diedAt: string | undefined;

  constructor(private readonly started: Started) {
    const { file, args, env } = started;
    this.child = spawn(process.execPath, [file, ...args], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env },
    });
    this.gone = once(this.child, 'close').then(() => undefined);
    this.readyOrGone = Promise.race([this.gone, new Promise<void>((resolve) => (this.becomeReady = resolve))]);
    this.child.stdout?.on('data', (chunk: Buffer) => this.hear(chunk.toString()));
    this.child.stderr?.on('data', (chunk: Buffer) => this.hearComplaint(chunk.toString()));
  }

  get pid(): number {
    return this.child.pid as number;
  }

  get hasEnded(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  /** How it ended: a code, or the signal that ended it. */
  get end(): number | string | null {
    return this.child.exitCode ?? this.child.signalCode;
  }

  /** What it has printed, and what it has logged. */
  get output(): string {
    return `${this.said}\n${this.complaints}`;
  }

  async ready(): Promise<this> {
    await this.readyOrGone;
    if (this.isReady) return this;
    throw new Error(`${this.started.args.join(' ')} ended with ${this.end} before it was ready: ${this.output}`);
  }

  /** Sends the signal; resolves when the process is gone. */
  async stop(signal: NodeJS.Signals): Promise<void> {
    if (!this.hasEnded) this.child.kill(signal);
    await this.gone;
  }

  /** Freezes it or lets it go on; the kernel has done so when this returns. */
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    this.child.kill(signal);
  }

  private hearComplaint(text: string): void {
    this.complaints = (this.complaints + text).slice(-20_000);
    this.session ??= /"session":"(session-\d+)"/.exec(this.complaints)?.[1];
    this.diedAt ??= /killed at (\w+)\n/.exec(this.complaints)?.[1];
  }

  private hear(text: string): void {
    this.said = (this.said + text).slice(-20_000);
    if (this.isReady || !this.started.ready.test(this.said)) return;
    this.isReady = true;
    this.becomeReady();
  }
}

const readyLines: Readonly<Record<string, RegExp>> = {
  start: /Ctrl-C stops/,
  api: /API ready/,
  worker: /worker ready/,
};

/** `one-thing <command>` of the compiled product. */
export function startCommand(args: readonly string[], env: Readonly<Record<string, string>>): Process {
  if (!existsSync(compiled)) throw new Error('the product is not compiled: run "node bin/prepare.js" first');
  const ready = readyLines[args[0] as string] ?? /(?!)/;
  return new Process({ file: join(root, 'bin/one-thing.js'), args, env, ready });
}

/** The departments, compiled, on a free port. */
export async function startDepartments(
  databaseUrl: string,
  secrets: Readonly<Record<string, string>>,
  persons: number,
): Promise<Process & { url: string }> {
  const departments = new Process({
    file: join(root, 'dist/departments/main.js'),
    args: [],
    env: {
      SANDBOX_DATABASE_URL: databaseUrl,
      SANDBOX_SECRETS: JSON.stringify(secrets),
      SANDBOX_CITY_PERSONS: String(persons),
      SANDBOX_PORT: '0',
    },
    ready: /"ready":true/,
  });
  await departments.ready();
  const port = /"port":(\d+)/.exec(departments.output)?.[1];
  return Object.assign(departments, { url: `http://127.0.0.1:${port}` });
}
