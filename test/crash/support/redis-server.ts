import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { Redis } from 'ioredis';
import { findFreePort } from '../../support/free-port';

/** A Redis that keeps nothing and can be killed and started again at the same address. */
export class RedisServer {
  private child: ChildProcess | undefined;

  private constructor(private readonly port: number) {}

  static async start(): Promise<RedisServer> {
    const server = new RedisServer(await findFreePort());
    await server.begin();
    return server;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  async begin(): Promise<void> {
    const args = ['--port', String(this.port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
    const child = spawn('redis-server', args, { stdio: ['ignore', 'pipe', 'inherit'] });
    this.child = child;
    let said = '';
    await new Promise<void>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', () => reject(new Error(`redis-server did not start: ${said}`)));
      child.stdout?.on('data', (chunk: Buffer) => {
        said = (said + chunk.toString()).slice(-5_000);
        if (said.includes('Ready to accept connections')) resolve();
      });
    });
  }

  async kill(): Promise<void> {
    const { child } = this;
    this.child = undefined;
    if (child === undefined) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }

  async flushAll(): Promise<void> {
    await this.command((client) => client.flushall());
  }

  /** From now on it wants this password, also of those who are connected; an empty one opens it again. */
  async changePassword(password: string, before = ''): Promise<void> {
    await this.command(async (client) => {
      await client.config('SET', 'requirepass', password);
      await client.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
    }, before);
  }

  /** Refuses to write while it follows a server that is not there. */
  async followNobody(writable: boolean): Promise<void> {
    await this.command((client) => (writable ? client.replicaof('NO', 'ONE') : client.replicaof('127.0.0.1', 1)));
  }

  private async command(work: (client: Redis) => Promise<unknown>, password = ''): Promise<void> {
    const client = new Redis(this.url, password === '' ? {} : { password });
    try {
      await work(client);
    } finally {
      client.disconnect();
    }
  }
}
