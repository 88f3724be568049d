import { randomUUID } from 'node:crypto';
import { civilDate, officialCalendar, type CaseRecord, type Fields, type WorkingDayCalendar } from '../../core';
import type { BulkRepairStore } from '../bulk-repair';
import type { DeadlineStore } from '../deadline-store';
import { Definitions } from '../definitions';
import type { EarlySignalStore } from '../early-signal-store';
import type { ClaimedExecution, ExecutionStore } from '../execution-store';
import { foldMessages, foldStart } from '../fold-messages';
import type { ExecutionId, HistoryRow, Reason, Start } from '../instance';
import type { Decide, InstanceStore } from '../instance-store';
import type { InboxMessage, Message, MessageAtHand } from '../message';
import { bindFacts } from '../start-instance';
import type { StoredClock } from '../stored-clock';
import { libraryCard } from './library-card';

/** What a test may look at, and how it lets time pass: a store's own view of one instance. */
export interface Inspect {
  instance(id: string): Promise<InspectedInstance>;
  instances(): Promise<string[]>;
  history(id: string): Promise<HistoryRow[]>;
  executions(id: string): Promise<InspectedExecution[]>;
  timers(id: string): Promise<{ region: string; timer: string; fireAt: Date }[]>;
  inbox(id: string): Promise<{ key: string; deferred: boolean }[]>;
  incidents(id: string): Promise<{ region: string; code: string; open: boolean }[]>;
  disclosures(id: string): Promise<{ execution: ExecutionId; epoch: number }[]>;
  removeExecutions(id: string): Promise<void>;
  /** Signals that came before their case: what is still kept of them. */
  earlySignals(): Promise<{ id: string; status: string; isSealed: boolean; instanceId?: string }[]>;
  /** The case record in clear, after all its parts. */
  record(id: string): Promise<CaseRecord>;
}

export interface InspectedInstance {
  readonly status: string;
  readonly seq: number;
  readonly state: string;
  readonly headHash: string;
  readonly ended: boolean;
  readonly clock?: StoredClock;
}

export interface InspectedExecution {
  readonly id: ExecutionId;
  readonly region: string;
  readonly kind: string;
  readonly act?: string;
  readonly status: string;
  readonly epoch: number;
  readonly attempts: number;
  readonly doubt: boolean;
  readonly role?: string;
  readonly reason?: Reason;
  readonly claimedBy?: string;
  readonly askedBy?: string;
  /** As the store itself knows it, apart from the status: neither answered nor cancelled. */
  readonly open: boolean;
  readonly clock: StoredClock;
}

export interface Stores {
  readonly instances: InstanceStore;
  readonly executions: ExecutionStore;
  readonly repairs: BulkRepairStore;
  readonly deadlines: DeadlineStore;
  readonly early: EarlySignalStore;
  readonly inspect: Inspect;
  /** Brings everything that waits for a time nearer by so much. */
  advanceTime(ms: number): Promise<void>;
  close(): Promise<void>;
}

export const definitions = new Definitions([libraryCard]);

export const DAY = 86_400_000;

export const canaries = {
  name: '甲乙丙丁',
  idNumber: '110105202602304321',
  photo: 'CANARY-PHOTO',
  since: civilDate(new Date()),
};

/** Decides by a calendar of the test's own. */
export const decideBy =
  (calendar: WorkingDayCalendar): Decide =>
  (stored, messages, now) =>
    foldMessages(definitions.chart(stored.event, stored.version, stored.subjects), stored, messages, now, calendar);

export const decide: Decide = decideBy(officialCalendar);

export interface StartWords {
  readonly id?: string;
  readonly businessKey?: readonly string[];
  readonly subjects?: number;
  readonly photoKnown?: boolean;
  readonly since?: string;
  readonly idempotency?: NonNullable<Start['idempotency']>;
}

export function makeStart(words: StartWords = {}): Start {
  const { id = randomUUID(), subjects = 1, photoKnown = true, since = canaries.since } = words;
  const subjectFacts = Array.from({ length: subjects }, () => ({ photoKnown }));
  const facts = bindFacts(libraryCard, { facts: { late: false }, subjectFacts });
  const chart = definitions.chart('library-card', 1, subjects);
  return {
    ...{ id, event: 'library-card', version: 1, subjects, facts, startedBy: 'citizen', trackingCode: randomUUID() },
    businessKey: words.businessKey ?? [randomUUID()],
    persons: [{ relation: 'reader', idNumber: canaries.idNumber }],
    record: {
      family: { name: canaries.name, since },
      readers: Array.from({ length: subjects }, () => ({ name: canaries.name, idNumber: canaries.idNumber })),
    },
    move: foldStart(chart, { id, facts, actor: 'citizen' }, new Date()),
    ...(words.idempotency === undefined ? {} : { idempotency: words.idempotency }),
  };
}

/** The stores with the few sentences that the tests are written in. */
export class Desk {
  constructor(
    readonly stores: Stores,
    private readonly fold: Decide = decide,
  ) {}

  get inspect(): Inspect {
    return this.stores.inspect;
  }

  async started(words: StartWords = {}): Promise<string> {
    const start = makeStart(words);
    const [started] = await this.stores.instances.start([start]);
    expect(started).toEqual({ kind: 'created', id: start.id });
    return start.id;
  }

  advance(id: string, ...messages: MessageAtHand[]) {
    return this.stores.instances.advance(new Map([[id, messages]]), this.fold);
  }

  async deliver(instanceId: string, message: InboxMessage) {
    return (await this.stores.instances.deliver([{ instanceId, message }]))[0];
  }

  /** The open execution of a region; none or two fail the test. */
  async open(id: string, region: string): Promise<InspectedExecution> {
    const found = (await this.inspect.executions(id)).filter(
      (execution) => execution.region === region && execution.open,
    );
    expect(found.map((execution) => execution.region)).toEqual([region]);
    return found[0] as InspectedExecution;
  }

  async claim(id: string, region: string, leaseMs = 60_000): Promise<ClaimedExecution> {
    const { id: execution } = await this.open(id, region);
    const [claimed] = await this.stores.executions.claim([execution], 'worker', leaseMs);
    expect(claimed?.id).toBe(execution);
    return claimed as ClaimedExecution;
  }

  /** Claims a region's execution and completes it. */
  async complete(id: string, region: string, fields?: Fields): Promise<ClaimedExecution> {
    const claimed = await this.claim(id, region);
    await this.advance(id, answer(claimed, { outcome: 'completed' }, fields));
    return claimed;
  }

  async region(id: string, region: string): Promise<string | undefined> {
    const { v } = JSON.parse((await this.inspect.instance(id)).state) as { v: Record<string, string> };
    return v[region];
  }

  async historyTypes(id: string): Promise<string[]> {
    return (await this.inspect.history(id)).map(({ type, detail }) => [type, detail['code']].filter(Boolean).join(' '));
  }
}

type Verdict = Extract<Message['body'], { type: 'answer' }>['answer'];

export const answer = (
  claimed: { readonly id: ExecutionId; readonly epoch?: number },
  verdict: Verdict,
  fields?: Fields,
): MessageAtHand => ({
  actor: 'department:library',
  body: {
    type: 'answer',
    execution: claimed.id,
    ...(claimed.epoch === undefined ? {} : { epoch: claimed.epoch }),
    answer: verdict,
  },
  ...(fields === undefined ? {} : { fields }),
});

export const completed = (execution: ExecutionId, key: string, fields?: Fields): InboxMessage => ({
  ...answer({ id: execution }, { outcome: 'completed' }, fields),
  key,
});

export const refused = (code: string): Verdict => ({ outcome: 'refused', reason: { code } });

export const signal = (region: string, key: string, fields?: Fields): InboxMessage => ({
  key,
  actor: 'citizen',
  body: { type: 'signal', signal: region.split('@')[0] as string, region },
  ...(fields === undefined ? {} : { fields }),
});

export const correction = (execution: ExecutionId, key: string, fields?: Fields): InboxMessage => ({
  key,
  actor: 'citizen',
  body: { type: 'correction', execution, decision: 'corrected' },
  ...(fields === undefined ? {} : { fields }),
});

export const repair = (
  region: string,
  key: string,
  how: 'retried' | 'skipped' | 'resolved' = 'retried',
): InboxMessage => ({
  key,
  actor: 'operator',
  body: { type: 'repair', region, repair: how, reason: 'looked-into' },
});
