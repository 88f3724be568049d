import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Agent, request } from 'undici';
import type { NewbornSituation } from '../../../departments/samples/newborn';
import { familyByFamily } from '../../support/families';
import type { Random } from './random';

/** How cases of these situations end when nobody interferes; one child where nothing is said. */
export const OUTCOMES: Partial<Record<NewbornSituation, { status: string; children?: number }>> = {
  marriedLocal: { status: 'completed' },
  twins: { status: 'completed', children: 2 },
  triplets: { status: 'completed', children: 3 },
  fatherUnknown: { status: 'completed' },
  unmarriedFollowingMother: { status: 'completed' },
  motherNotInsured: { status: 'completed' },
  motherInsuredElsewhere: { status: 'partiallyCompleted' },
  householdOutsideCity: { status: 'partiallyCompleted' },
};
const OFTEN: readonly NewbornSituation[] = ['marriedLocal', 'marriedLocal', 'marriedLocal', 'twins'];
const SITUATIONS = [...OFTEN, ...(Object.keys(OUTCOMES) as NewbornSituation[])];

const MOST_UNDER_WAY = 24;

interface Target {
  readonly url: string;
  readonly key: string;
  readonly persons: number;
}

/** A hospital that never gives up: what it has not been told is accepted, it sends again in the same words. */
export class Load {
  /** What the product has acknowledged: case by case, how it must end. */
  readonly ledger = new Map<string, { readonly status: string; readonly children: number }>();
  /** Every case that some sender has been told of, at the moment it was told. */
  readonly acknowledged = new Set<string>();
  /** How often each status was answered; 0 stands for a broken or refused connection. */
  readonly answers: Record<number, number> = {};
  /** Requests that were cut off after they were sent, by what was heard of it; a refused connection is none. */
  readonly cut: Record<string, number> = {};
  /** Answers that should not be: an inner error, a rejected report, another case for the same report. */
  readonly wrong: string[] = [];
  private readonly agent = new Agent({ connections: 32, headersTimeout: 8_000, bodyTimeout: 8_000 });
  private readonly family: ReturnType<typeof familyByFamily>;
  private readonly underWay = new Set<Promise<void>>();
  private stopped = false;
  private running: Promise<void> | undefined;

  constructor(
    private readonly target: Target,
    private readonly random: Random,
    seed: number,
  ) {
    this.family = familyByFamily(target.persons, seed);
  }

  /** Sends so many reports a second, evenly, until stopped. */
  start(perSecond: number): void {
    this.running = (async () => {
      for (let due = performance.now(); !this.stopped; due += 1_000 / perSecond) {
        await pause(Math.max(1, due - performance.now()));
        // While nobody answers, reports wait at the hospital.
        if (this.underWay.size < MOST_UNDER_WAY) this.sendOne();
      }
    })();
  }

  /** Sends no further report; resolves when every one sent is acknowledged. */
  async finish(): Promise<void> {
    this.stopped = true;
    await this.running;
    await Promise.all(this.underWay);
    await this.agent.close();
  }

  sendOne(): void {
    const situation = this.random.of(SITUATIONS);
    const report = this.family(situation);
    const { status, children = 1 } = OUTCOMES[situation] as { status: string; children?: number };
    // Some with a key of the sender's, some known by the birth alone, some sent twice at once.
    const headers: Record<string, string> = this.random.next() < 0.5 ? { 'idempotency-key': randomUUID() } : {};
    const copies = this.random.next() < 0.1 ? 2 : 1;
    const sent = Promise.all(
      Array.from({ length: copies }, () => this.sendUntilTaken(JSON.stringify(report), headers)),
    ).then((ids) => {
      if (new Set(ids).size > 1) this.wrong.push(`one report became the cases ${ids.join(' and ')}`);
      for (const id of ids) this.ledger.set(id, { status, children });
    });
    const done: Promise<void> = sent.finally(() => this.underWay.delete(done));
    this.underWay.add(done);
  }

  private async sendUntilTaken(body: string, headers: Record<string, string>): Promise<string> {
    for (;;) {
      const { status, id } = await this.send(body, headers);
      this.answers[status] = (this.answers[status] ?? 0) + 1;
      if (id !== undefined) {
        this.acknowledged.add(id);
        return id;
      }
      await pause(200);
    }
  }

  private async send(body: string, headers: Record<string, string>): Promise<{ status: number; id?: string }> {
    try {
      const response = await request(`${this.target.url}/api/v1/life-events/newborn/instances`, {
        method: 'POST',
        dispatcher: this.agent,
        headers: { authorization: `Bearer ${this.target.key}`, 'content-type': 'application/json', ...headers },
        body,
      });
      const { statusCode: status } = response;
      const text = await response.body.text();
      if (status === 200 || status === 201) return { status, id: (JSON.parse(text) as { id: string }).id };
      if (status !== 503) this.wrong.push(`${status}: ${text}`);
      else if (response.headers['retry-after'] === undefined) this.wrong.push(`503 without Retry-After: ${text}`);
      return { status };
    } catch (error) {
      const { code = 'unknown' } = error as NodeJS.ErrnoException;
      if (code !== 'ECONNREFUSED') this.cut[code] = (this.cut[code] ?? 0) + 1;
      return { status: 0 };
    }
  }
}
