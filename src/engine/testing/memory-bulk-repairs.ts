import type { Page } from '../case-reader';
import type { Clock } from '../clock';
import {
  repairKey,
  targetOf,
  type BulkRepair,
  type BulkRepairItem,
  type BulkRepairOrder,
  type BulkRepairStore,
  type ClaimedBulkRepair,
  type NewBulkRepair,
} from '../bulk-repair';
import { openStatuses } from '../instance';
import type { MemoryStore } from './memory-store';

type Outcome = 'done' | 'failed' | 'failed-again' | 'refused' | 'passed-over';
type Writable<T> = { -readonly [K in keyof T]: T[K] };

interface Kept {
  readonly repair: Writable<ClaimedBulkRepair>;
  readonly items: (Omit<BulkRepairItem, 'due'> & { outcome?: Outcome })[];
  claimedUntil: number;
  gate: { letGo: number; failedAgain: number };
}

/** Bulk repairs in memory, over the incidents of the memory store. An incident's id is its case and its place there. */
export class MemoryBulkRepairs implements BulkRepairStore {
  private readonly kept = new Map<string, Kept>();

  constructor(
    private readonly store: MemoryStore,
    private readonly clock: Clock,
  ) {}

  open(wanted: NewBulkRepair): Promise<{ kind: 'opened' | 'existing'; repair: BulkRepair }> {
    const live = [...this.kept.values()].find(
      ({ repair }) => repair.fingerprint === wanted.fingerprint && ['running', 'paused'].includes(repair.state),
    );
    if (live !== undefined) {
      return Promise.resolve({ kind: live.repair.id === wanted.id ? 'opened' : 'existing', repair: live.repair });
    }
    const { at, ...rest } = wanted;
    const items = [...this.store.cases.values()]
      .flatMap(({ instance, incidents }) => incidents.map((incident, place) => ({ instance, incident, place })))
      .filter(
        ({ instance, incident: { open, fingerprint, region } }) =>
          open &&
          fingerprint === wanted.fingerprint &&
          at.some(
            ({ event, version, step }) =>
              event === instance.event && version === instance.version && step === region.split('@')[0],
          ),
      )
      .map(({ instance: { id }, incident: { region }, place }, index) => {
        return { n: index + 1, incidentId: `${id}#${place}`, instanceId: id, region };
      });
    const counters = { total: items.length, letGo: 0, done: 0, failed: 0, failedAgain: 0, passedOver: 0 };
    const repair = { ...rest, ...counters, state: 'running' as const, stage: 1, startedAt: this.clock.now() };
    this.kept.set(wanted.id, { repair, items, claimedUntil: this.now(), gate: { letGo: 0, failedAgain: 0 } });
    return Promise.resolve({ kind: 'opened', repair: { ...repair } });
  }

  find(id: string): Promise<BulkRepair | undefined> {
    const found = this.kept.get(id)?.repair;
    return Promise.resolve(found && { ...found });
  }

  list({ after, limit }: { after?: string; limit: number }): Promise<Page<BulkRepair>> {
    const all = [...this.kept.values()].map(({ repair }) => ({ ...repair }));
    all.sort((a, b) => (placeOf(a) < placeOf(b) ? 1 : -1));
    const rest = after === undefined ? all : all.filter((repair) => placeOf(repair) < after);
    const items = rest.slice(0, limit);
    const last = items.at(-1);
    return Promise.resolve({ items, ...(rest.length > limit && last ? { next: placeOf(last) } : {}) });
  }

  order(id: string, order: BulkRepairOrder): Promise<boolean> {
    const kept = this.kept.get(id);
    if (kept === undefined) return Promise.resolve(false);
    const { repair } = kept;
    if (order === 'pause') {
      if (repair.state === 'running') Object.assign(repair, { state: 'paused', pausedBecause: 'by-operator' });
      return Promise.resolve(repair.state === 'paused');
    }
    if (order === 'cancel') {
      if (repair.state === 'running' || repair.state === 'paused') this.end(repair, 'cancelled');
      return Promise.resolve(repair.state === 'cancelled');
    }
    if (repair.state === 'paused') {
      if (repair.pausedBecause === 'failed-again') repair.stage += 1;
      delete repair.pausedBecause;
      repair.state = 'running';
      kept.gate = { letGo: repair.letGo, failedAgain: repair.failedAgain };
    }
    return Promise.resolve(repair.state === 'running' || repair.state === 'finished');
  }

  claim(limit: number, forMs: number): Promise<ClaimedBulkRepair[]> {
    const free = [...this.kept.values()].filter(
      ({ repair, claimedUntil }) =>
        claimedUntil <= this.now() && (repair.state === 'running' || repair.letGo > answeredOf(repair)),
    );
    const claimed = free.slice(0, limit);
    for (const one of claimed) one.claimedUntil = this.now() + forMs;
    return Promise.resolve(claimed.map(({ repair }) => ({ ...repair })));
  }

  release(ids: readonly string[]): Promise<void> {
    for (const id of ids) this.get(id).claimedUntil = this.now();
    return Promise.resolve();
  }

  next(id: string, limit: number): Promise<BulkRepairItem[]> {
    const { repair, items } = this.get(id);
    if (repair.state !== 'running') return Promise.resolve([]);
    const due = items.slice(repair.letGo, targetOf(repair)).slice(0, limit);
    return Promise.resolve(
      due.map(({ n, incidentId, instanceId, region }) => {
        const item = { n, incidentId, instanceId, region };
        return { ...item, due: this.isOpen(incidentId) || this.verdict(repair, item) !== undefined };
      }),
    );
  }

  letGo(id: string, n: number): Promise<void> {
    const { repair } = this.get(id);
    repair.letGo = Math.max(repair.letGo, n);
    return Promise.resolve();
  }

  settle(id: string, after: number, limit: number): Promise<{ settled: number; next?: number }> {
    const { repair, items } = this.get(id);
    const looked = items
      .filter(({ n, outcome }) => n > after && n <= repair.letGo && outcome === undefined)
      .slice(0, limit);
    let settled = 0;
    for (const item of looked) {
      const outcome = this.outcomeOf(repair, item);
      if (outcome === undefined) continue;
      item.outcome = outcome;
      settled += 1;
      if (outcome === 'done') repair.done += 1;
      else if (outcome === 'passed-over') repair.passedOver += 1;
      else repair.failed += 1;
      if (outcome === 'failed-again') repair.failedAgain += 1;
    }
    const next = looked.length === limit ? looked.at(-1)?.n : undefined;
    return Promise.resolve({ settled, ...(next === undefined ? {} : { next }) });
  }

  endStage(id: string, mostFailedAgain: number): Promise<boolean> {
    const { repair, gate } = this.get(id);
    const over = repair.letGo >= targetOf(repair) && answeredOf(repair) >= repair.letGo;
    if (repair.state !== 'running' || !over) return Promise.resolve(false);
    const bad = repair.failedAgain - gate.failedAgain > mostFailedAgain * (repair.letGo - gate.letGo);
    if (repair.stage === repair.stages.length) this.end(repair, 'finished');
    else if (bad) Object.assign(repair, { state: 'paused', pausedBecause: 'failed-again' });
    else repair.stage += 1;
    return Promise.resolve(true);
  }

  private end(repair: Writable<BulkRepair>, state: 'finished' | 'cancelled'): void {
    delete repair.pausedBecause;
    Object.assign(repair, { state, finishedAt: this.clock.now() });
  }

  private outcomeOf(repair: BulkRepair, item: Omit<BulkRepairItem, 'due'>): Outcome | undefined {
    const said = this.verdict(repair, item);
    if (said === undefined) return this.isOpen(item.incidentId) ? undefined : 'passed-over';
    if (said === 'waiting') return undefined;
    if (said.type === 'message.refused') return 'refused';
    if (repair.repair !== 'retried') return 'done';
    const opened = [...this.store.executions.values()].find(
      ({ id, region }) => region === item.region && id.startsWith(`${item.instanceId}-${said.seq}-`),
    );
    if (opened === undefined) return 'done';
    if (openStatuses.includes(opened.state)) return undefined;
    if (opened.state !== 'failed') return 'done';
    const again = this.incidentsOf(item.incidentId).findLast(({ region }) => region === item.region);
    return again?.fingerprint === repair.fingerprint ? 'failed-again' : 'failed';
  }

  /** What has become of this repair's message to the case; undefined when there is none. */
  private verdict({ repair }: BulkRepair, { incidentId, instanceId }: { incidentId: string; instanceId: string }) {
    const key = repairKey(incidentId, repair);
    const { inbox, history } = this.caseOf(instanceId);
    if (inbox.some(({ message }) => message.key === key)) return 'waiting' as const;
    return history.find(({ messageKey }) => messageKey === key);
  }

  private isOpen(incidentId: string): boolean {
    return this.incidentsOf(incidentId)[Number(incidentId.split('#')[1])]?.open === true;
  }

  private incidentsOf(incidentId: string) {
    return this.caseOf(incidentId.split('#')[0] as string).incidents;
  }

  private caseOf(id: string) {
    const found = this.store.cases.get(id);
    if (found === undefined) throw new Error(`no instance ${id}`);
    return found;
  }

  private get(id: string): Kept {
    const found = this.kept.get(id);
    if (found === undefined) throw new Error(`no bulk repair ${id}`);
    return found;
  }

  private now(): number {
    return this.clock.now().getTime();
  }
}

const answeredOf = ({ done, failed, passedOver }: BulkRepair): number => done + failed + passedOver;

const placeOf = ({ startedAt, id }: BulkRepair): string => `${startedAt.toISOString()} ${id}`;
