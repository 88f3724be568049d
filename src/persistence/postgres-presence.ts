import { randomInt, randomUUID } from 'node:crypto';
import { Client, type Pool } from 'pg';
import { sessionName, type Presence } from '../engine/presence';

/** Any fixed number: locks of this class are sessions of engines. */
const SESSIONS = 4_715_003;
const RETRY_MS = 100;

/**
 * A session of its own whose shared advisory lock says that this engine lives. The server lets go of it the moment the
 * connection ends: at once when the process is killed, within some ten seconds when its machine is. Nothing is
 * written, neither at the start nor as time passes.
 */
export class PostgresPresence implements Presence {
  private readonly number = randomInt(1, 2 ** 31 - 1);
  private readonly unregistered = `without-session-${randomUUID().slice(0, 8)}`;
  private client: Client | undefined;
  private retry: NodeJS.Timeout | undefined;
  private stopped = false;

  private constructor(
    private readonly url: string,
    private readonly pool: Pool,
  ) {}

  static async start(url: string, pool: Pool): Promise<PostgresPresence> {
    const presence = new PostgresPresence(url, pool);
    try {
      await presence.register();
    } catch (error) {
      await presence.stop();
      throw error;
    }
    return presence;
  }

  /** Under which claims are made: without a session no one may conclude from its absence that we are gone. */
  get name(): string {
    return this.client === undefined ? this.unregistered : sessionName(this.number);
  }

  /** Every name under which this engine may ever have claimed. */
  get names(): readonly string[] {
    return [this.unregistered, sessionName(this.number)];
  }

  async living(): Promise<ReadonlySet<string>> {
    const found = await this.pool.query<{ number: string }>({
      name: 'living-engines',
      text: `
        select objid::bigint as number from pg_locks
        where locktype = 'advisory' and classid = ${SESSIONS} and objsubid = 2 and granted
          and database = (select oid from pg_database where datname = current_database())`,
    });
    const living = new Set(found.rows.map(({ number }) => sessionName(Number(number))));
    this.missItself(living);
    return living;
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.retry);
    const { client } = this;
    this.client = undefined;
    await client?.end().catch(() => undefined);
  }

  /** A network that has forgotten our session tells nobody here; the server does, by no longer knowing of it. */
  private missItself(living: ReadonlySet<string>): void {
    const { client } = this;
    if (client === undefined || living.has(this.name)) return;
    this.lost(client);
    client.end().catch(() => undefined);
  }

  private async register(): Promise<void> {
    const client = new Client({
      connectionString: this.url,
      connectionTimeoutMillis: 3_000,
      keepAlive: true,
      application_name: 'one-thing session',
      // It is idle all its life, and the server must notice when our machine has vanished.
      options:
        '-c idle_session_timeout=0 -c tcp_keepalives_idle=5 -c tcp_keepalives_interval=2 -c tcp_keepalives_count=3',
    });
    client.on('error', () => undefined);
    client.once('end', () => this.lost(client));
    try {
      await client.connect();
      // Shared: a session that the server still believes in does not keep its successor waiting.
      await client.query('select pg_advisory_lock_shared($1, $2)', [SESSIONS, this.number]);
    } catch (error) {
      await client.end().catch(() => undefined);
      throw error;
    }
    if (this.stopped) await client.end();
    else this.client = client;
  }

  private lost(client: Client | undefined): void {
    if (this.client === client) this.client = undefined;
    if (this.stopped || this.client !== undefined) return;
    clearTimeout(this.retry);
    this.retry = setTimeout(() => {
      this.register().catch(() => this.lost(undefined));
    }, RETRY_MS);
  }
}
