import type { Pool } from 'pg';
import { Agent, request } from 'undici';
import { type DepartmentId, DEPARTMENTS, SCHEMAS } from '../departments';
import type { Signer } from '../http/signer';
import { backOffMs } from './back-off';

interface DueAnswer {
  position: string;
  idempotencyKey: string;
  callbackUrl: string;
  body: string;
  failures: number;
}

const BATCH = 32;
/** A claimed delivery that was not reported back, because the process died, is due again after this time. */
const LEASE_SECONDS = 20;
const IDLE_MS = 5_000;

/**
 * Posts later answers when they are due and repeats them until they are taken. The rows are the truth: after a restart
 * it goes on with what is undelivered. It sleeps until the next answer is due and is woken when a sooner one is stored.
 */
export class Deliverer {
  private readonly agent = new Agent({
    connections: 16,
    headersTimeout: 10_000,
    bodyTimeout: 10_000,
    connectTimeout: 5_000,
  });
  private timer: NodeJS.Timeout | undefined;
  private wakeAt = Infinity;
  private running: Promise<void> | undefined;
  private stopped = false;

  constructor(
    private readonly pool: Pool,
    private readonly signer: Signer,
    private readonly log: (line: string) => void,
  ) {}

  wakeIn(ms: number): void {
    const at = Date.now() + ms;
    if (this.stopped || at >= this.wakeAt) return;
    clearTimeout(this.timer);
    this.wakeAt = at;
    this.timer = setTimeout(() => this.start(), Math.max(0, ms));
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.agent.destroy();
    await this.running;
  }

  /** Only one pass at a time; a wake-up during a pass takes effect at its end. */
  private start(): void {
    if (this.running) {
      this.wakeAt = Infinity;
      this.wakeIn(20);
      return;
    }
    this.wakeAt = Infinity;
    this.running = this.deliverAllDue()
      .catch((error: unknown) => {
        this.log(`delivery: ${error instanceof Error ? error.message : String(error)}`);
        return IDLE_MS;
      })
      .then((pause) => {
        this.running = undefined;
        this.wakeIn(pause);
      });
  }

  /** Resolves with the time until the next delivery is due. */
  private async deliverAllDue(): Promise<number> {
    const pauses = await Promise.all(DEPARTMENTS.map((department) => this.deliverDue(department)));
    return Math.min(IDLE_MS, ...pauses);
  }

  private async deliverDue(department: DepartmentId): Promise<number> {
    for (;;) {
      if (this.stopped) return IDLE_MS;
      const due = await this.claim(department);
      await Promise.all(due.map((answer) => this.deliver(department, answer)));
      if (due.length < BATCH) break;
    }
    const { rows } = await this.pool.query<{ ms: number | null }>({
      name: `${department}.nextDelivery`,
      text: `select (extract(epoch from min(next_delivery_at) - now()) * 1000)::float8 as ms
               from ${SCHEMAS[department]}.answers where callback_url is not null and delivered_at is null`,
      values: [],
    });
    return Math.max(0, rows[0]?.ms ?? IDLE_MS);
  }

  private async claim(department: DepartmentId): Promise<DueAnswer[]> {
    const schema = SCHEMAS[department];
    const { rows } = await this.pool.query<DueAnswer>({
      name: `${department}.claimDeliveries`,
      text: `update ${schema}.answers set next_delivery_at = now() + interval '${LEASE_SECONDS} s', failures = failures + 1
        where position in (
          select position from ${schema}.answers
           where callback_url is not null and delivered_at is null and next_delivery_at <= now()
           order by next_delivery_at limit ${BATCH} for update skip locked)
        returning position, idempotency_key as "idempotencyKey", callback_url as "callbackUrl", body::text as body, failures`,
      values: [],
    });
    return rows;
  }

  private async deliver(department: DepartmentId, answer: DueAnswer): Promise<void> {
    const taken = await this.post(department, answer);
    if (this.stopped) return;
    const schema = SCHEMAS[department];
    await (taken
      ? this.pool.query(`update ${schema}.answers set delivered_at = now() where position = $1`, [answer.position])
      : this.pool.query(
          `update ${schema}.answers set next_delivery_at = now() + $2::float8 * interval '1 ms' where position = $1`,
          [answer.position, backOffMs(answer.failures)],
        ));
  }

  private async post(department: DepartmentId, answer: DueAnswer): Promise<boolean> {
    try {
      const response = await request(answer.callbackUrl, {
        method: 'POST',
        dispatcher: this.agent,
        headers: {
          'content-type': 'application/json',
          ...this.signer.sign(department, `answer-${answer.idempotencyKey}`, answer.body),
        },
        body: answer.body,
      });
      await response.body.dump();
      return response.statusCode >= 200 && response.statusCode < 300;
    } catch {
      // An engine that cannot be reached is the ordinary case during its restart: the row says what is still due.
      return false;
    }
  }
}
