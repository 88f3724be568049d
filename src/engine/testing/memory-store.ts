import {
  changedFields,
  foldRecord,
  MissingFieldError,
  projectFields,
  readsOf,
  readState,
  REVERSAL,
  type CaseRecord,
  type RecordPart,
  type ReversalKind,
} from '../../core';
import type { Attendants } from '../attendants';
import { caseNumber } from '../case-number';
import type { Clock } from '../clock';
import type { Definitions } from '../definitions';
import type { ClaimedExecution, DueExecution, ExecutionStore, Settlement } from '../execution-store';
import {
  freedStatuses,
  openStatuses,
  parseExecutionId,
  type ArmedTimer,
  type ExecutionId,
  type ExecutionStatus,
  type HistoryRow,
  type Move,
  type OpenedExecution,
  type OpenedIncident,
  type Start,
  type Started,
  type StoredInstance,
} from '../instance';
import type { Decide, InstanceStore, Moved, PendingMessage } from '../instance-store';
import type { InboxMessage, Message } from '../message';
import { timerInstant } from '../plan-effects';

interface Case {
  readonly start: Start;
  instance: Omit<StoredInstance, 'executions'>;
  readonly history: HistoryRow[];
  /** The case record after all its parts. */
  record: CaseRecord;
  readonly parts: { readonly seq: number; readonly part: RecordPart }[];
  readonly inbox: { id: string; message: InboxMessage; receivedAt: number; deferred: boolean }[];
  readonly timers: (ArmedTimer & { fireAt: number })[];
  readonly incidents: (OpenedIncident & { open: boolean })[];
  readonly number: number;
  readonly startedAt: Date;
  movedAt: number;
  endedAt?: number;
}

interface Execution extends Omit<OpenedExecution, 'claimedBy'> {
  readonly instanceId: string;
  state: ExecutionStatus;
  epoch: number;
  attempts: number;
  doubt: boolean;
  accepted: boolean;
  availableAt: number;
  claimedBy?: string;
}

/** Both stores in memory, for tests and simulation: the same promises as the database, kept by one thread. */
export class MemoryStore implements InstanceStore, ExecutionStore {
  readonly cases = new Map<string, Case>();
  readonly executions = new Map<ExecutionId, Execution>();
  private readonly byInstance = new Map<string, Execution[]>();
  private readonly disclosures = new Map<string, { execution: ExecutionId; epoch: number }[]>();
  private readonly idempotency = new Map<string, { digest: string; id: string }>();
  /** The last case of each business key. */
  private readonly holders = new Map<string, string>();
  private inboxId = 0;
  /** Calls the signals that wait for a case; true when there are any. */
  callWaiting: (start: Start) => boolean = () => false;

  constructor(
    private readonly definitions: Definitions,
    private readonly clock: Clock,
  ) {}

  async start(starts: readonly Start[]): Promise<Started[]> {
    // Whatever can fail comes before the first write: all of the batch or nothing.
    for (const { record, move } of starts) for (const timer of move.timers) fireAt(record, timer);
    return Promise.resolve(starts.map((start) => this.startOne(start)));
  }

  private startOne(start: Start): Started {
    const key = start.idempotency && `${start.idempotency.caller} ${start.idempotency.key}`;
    const before = key === undefined ? undefined : this.idempotency.get(key);
    if (before !== undefined) {
      return { kind: before.digest === start.idempotency?.digest ? 'existing' : 'conflict', id: before.id };
    }
    const businessKey = JSON.stringify([start.event, ...start.businessKey]);
    const holder = this.cases.get(this.holders.get(businessKey) ?? '');
    const live = holder !== undefined && isLive(holder) ? holder : undefined;
    if (key !== undefined) {
      this.idempotency.set(key, { digest: start.idempotency?.digest ?? '', id: live?.instance.id ?? start.id });
    }
    if (live !== undefined) return { kind: 'existing', id: live.instance.id };
    const { id, event, version, subjects } = start;
    const instance = { id, event, version, subjects, status: 'running' as const, seq: 0, state: '', headHash: '' };
    const made: Case = {
      ...{
        start,
        instance,
        history: [],
        record: start.record,
        parts: [],
        inbox: [],
        timers: [],
        incidents: [],
        movedAt: 0,
      },
      ...{ number: this.cases.size + 1, startedAt: this.clock.now() },
    };
    this.cases.set(id, made);
    this.holders.set(businessKey, id);
    this.write(made, start.move);
    return { kind: 'created', id, ...(this.callWaiting(start) ? { called: true as const } : {}) };
  }

  /** Those that hold their business key. */
  liveCases(): Case[] {
    return [...this.cases.values()].filter(isLive);
  }

  deliver(
    messages: readonly { instanceId: string; message: InboxMessage }[],
  ): Promise<('new' | 'known' | 'unknown')[]> {
    return Promise.resolve(messages.map(({ instanceId, message }) => this.deliverOne(instanceId, message)));
  }

  private deliverOne(instanceId: string, message: InboxMessage): 'new' | 'known' | 'unknown' {
    const found = this.cases.get(instanceId);
    if (found === undefined) return 'unknown';
    const known =
      found.inbox.some((row) => row.message.key === message.key) ||
      found.history.some((row) => row.messageKey === message.key);
    if (known) return 'known';
    this.inboxId += 1;
    found.inbox.push({ id: String(this.inboxId), message, receivedAt: this.now(), deferred: false });
    return 'new';
  }

  async advance(
    work: ReadonlyMap<string, readonly Message[]>,
    decide: Decide,
    attendants?: Attendants,
  ): Promise<Moved[]> {
    const planned: { found: Case; move: Move; folded: PendingMessage[] }[] = [];
    for (const [instanceId, atHand] of work) {
      const found = this.cases.get(instanceId);
      if (found === undefined) continue;
      const folded: PendingMessage[] = [...found.inbox.map((row) => ({ ...row.message, inboxId: row.id })), ...atHand];
      if (folded.length === 0) continue;
      const move = decide({ ...found.instance, executions: this.executionsOf(instanceId) }, folded, this.clock.now());
      // Whatever can fail comes before the first write.
      if (move.timers.length > 0) {
        const record = withParts(found, move);
        for (const timer of move.timers) fireAt(record, timer);
      }
      planned.push({ found, move, folded });
    }
    return Promise.resolve(
      planned.map(({ found, move, folded }) => {
        if (move.history.length > 0) this.write(found, move);
        const done = folded.flatMap(({ inboxId }) => inboxId ?? []).filter((id) => !move.deferred.includes(id));
        for (const id of done)
          found.inbox.splice(
            found.inbox.findIndex((row) => row.id === id),
            1,
          );
        for (const row of found.inbox) row.deferred = move.deferred.includes(row.id);
        const { instanceId, seq, status, ended, opened } = move;
        const ready = opened.filter(({ id }) => ['pending', 'open'].includes(this.executions.get(id)?.state ?? ''));
        return {
          ...{ instanceId, event: found.start.event, seq, status, ended },
          opened: ready.filter((one) => !this.give(one, attendants)),
        };
      }),
    );
  }

  /** True when an attendant has taken it. */
  private give({ id, kind, act, department }: OpenedExecution, attendants: Attendants | undefined): boolean {
    if (kind !== 'handler' || act !== undefined || attendants === undefined) return false;
    const seat = attendants.reserve(department);
    if (seat === undefined) return false;
    seat.take(this.claimOne(id, attendants.worker, attendants.leaseMs) as ClaimedExecution);
    return true;
  }

  private executionsOf(instanceId: string): StoredInstance['executions'] {
    const own = this.ownOf(instanceId);
    return new Map(
      own.map(({ id, region, act, state, epoch, claimedBy, askedBy, clock }) => [
        id,
        {
          ...{ id, region, status: state, epoch, clock },
          ...(act === undefined ? {} : { act }),
          ...(claimedBy === undefined ? {} : { claimedBy }),
          ...(askedBy === undefined ? {} : { askedBy }),
        },
      ]),
    );
  }

  /** Executions of one instance, in the order they were opened. */
  ownOf(instanceId: string): readonly Execution[] {
    return this.byInstance.get(instanceId) ?? [];
  }

  private write(found: Case, move: Move): void {
    const before = move.seq - move.history.length;
    if (found.instance.seq !== before) throw new Error('a move was decided on another seq');
    found.instance = {
      ...found.instance,
      status: move.status,
      seq: move.seq,
      state: move.state,
      headHash: move.headHash,
      ...(move.version === undefined ? {} : { version: move.version }),
      ...(move.caseClock === undefined ? {} : { clock: move.caseClock }),
    };
    found.history.push(...move.history);
    found.record = withParts(found, move);
    found.parts.push(...move.record);
    found.movedAt = this.now();
    if (move.ended) found.endedAt ??= found.movedAt;
    else if (move.status === 'running') delete found.endedAt;
    for (const execution of this.ownOf(move.instanceId)) {
      const open = openStatuses.includes(execution.state);
      if (open && move.closedRegions.includes(execution.region)) execution.state = 'cancelled';
    }
    for (const { id, clock } of move.clocks) {
      const { dueAt, provisional: dueProvisional } = clock;
      Object.assign(this.getExecution(id), { clock, dueAt, dueProvisional });
    }
    for (const opened of move.opened) this.open(move.instanceId, opened);
    for (const closed of move.closed) this.getExecution(closed.id).state = closed.status;
    for (const { id, holder } of move.reassigned) reassign(this.getExecution(id), holder);
    for (const region of move.cancelledTimers) {
      for (const timer of found.timers.filter((armed) => armed.region === region)) {
        found.timers.splice(found.timers.indexOf(timer), 1);
      }
    }
    for (const timer of move.timers) {
      const armed = found.timers.findIndex((one) => one.region === timer.region && one.timer === timer.timer);
      if (armed >= 0) found.timers.splice(armed, 1);
      found.timers.push({ ...timer, fireAt: fireAt(found.record, timer) });
    }
    for (const incident of found.incidents) if (move.closedIncidents.includes(incident.region)) incident.open = false;
    for (const incident of move.incidents) openIncident(found, incident);
  }

  private open(instanceId: string, opened: OpenedExecution): void {
    const execution: Execution = {
      ...opened,
      instanceId,
      state: opened.kind === 'handler' ? 'pending' : opened.claimedBy === undefined ? 'open' : 'claimed',
      epoch: 0,
      attempts: 0,
      doubt: false,
      accepted: false,
      availableAt: this.now(),
    };
    this.executions.set(opened.id, execution);
    const own = this.byInstance.get(instanceId);
    if (own === undefined) this.byInstance.set(instanceId, [execution]);
    else own.push(execution);
  }

  private getExecution(id: ExecutionId): Execution {
    const execution = this.executions.get(id);
    if (execution === undefined) throw new Error(`no execution ${id}`);
    return execution;
  }

  claim(ids: readonly ExecutionId[], worker: string, leaseMs: number): Promise<ClaimedExecution[]> {
    return Promise.resolve(ids.flatMap((id) => this.claimOne(id, worker, leaseMs) ?? []));
  }

  private claimOne(id: ExecutionId, worker: string, leaseMs: number): ClaimedExecution | undefined {
    const execution = this.executions.get(id);
    if (execution === undefined || execution.kind !== 'handler' || execution.availableAt > this.now()) return undefined;
    if (!openStatuses.includes(execution.state)) return undefined;
    execution.accepted ||= execution.state === 'accepted';
    execution.doubt ||= execution.state !== 'pending';
    execution.state = 'running';
    execution.epoch += 1;
    execution.attempts += 1;
    execution.claimedBy = worker;
    execution.availableAt = this.now() + leaseMs;
    const { instance, number, startedAt } = this.cases.get(execution.instanceId) as Case;
    const fields = this.fieldsOf(execution);
    if (!('missing' in fields)) this.disclose(execution);
    const { step, region, subject, epoch, attempts, doubt, accepted } = execution;
    const { event, version } = instance;
    return {
      ...{ id, instanceId: instance.id, event, version },
      caseNumber: caseNumber(this.definitions.get(event, version), startedAt, number),
      ...{ step, region, subject, epoch, attempts, doubt, accepted, fields },
      ...this.concerned(execution),
    };
  }

  private disclose({ id, instanceId, epoch }: Execution): void {
    const own = this.disclosures.get(instanceId);
    if (own === undefined) this.disclosures.set(instanceId, [{ execution: id, epoch }]);
    else own.push({ execution: id, epoch });
  }

  /** Of one instance, in the order in which they were made. */
  disclosuresOf(instanceId: string): readonly { execution: ExecutionId; epoch: number }[] {
    return this.disclosures.get(instanceId) ?? [];
  }

  /** What it takes back, or puts right. */
  private concerned(execution: Execution): Pick<ClaimedExecution, 'undoes' | 'amends'> {
    const { id, instanceId, region, act } = execution;
    if (act === undefined) return {};
    const own = this.ownOf(instanceId).filter((one) => one.region === region);
    const first = (own.filter((one) => one.kind === 'handler' && !one.act).at(-1) as Execution).id;
    const found = this.cases.get(instanceId) as Case;
    if (act === 'undo') {
      const { facts } = readState(found.instance.state);
      return { undoes: { execution: first, reason: (facts[REVERSAL] ?? 'revoked') as ReversalKind } };
    }
    const before = own
      .slice(
        0,
        own.findIndex((one) => one.id === id),
      )
      .filter(({ kind, act: did }) => ['handler', 'task'].includes(kind) && did !== 'undo');
    const told =
      before.findLast(({ state }) => state === 'completed') ?? before.findLast(({ state }) => state === 'failed');
    const { definition, step } = this.stepOf(execution);
    if (told === undefined || step === undefined) return { amends: { execution: first, former: {} } };
    const records = { before: recordUntil(found, seqOf(told.id)), now: recordUntil(found, seqOf(id)) };
    return { amends: { execution: first, former: changedFields(definition, records, step.reads, execution.subject) } };
  }

  private stepOf({ instanceId, step }: Execution) {
    const { event, version } = (this.cases.get(instanceId) as Case).instance;
    const definition = this.definitions.get(event, version);
    return { definition, step: definition.steps[step] };
  }

  private fieldsOf(execution: Execution): ClaimedExecution['fields'] {
    const found = this.cases.get(execution.instanceId) as Case;
    const { definition, step } = this.stepOf(execution);
    try {
      if (step === undefined) return {};
      const record = recordUntil(found, seqOf(execution.id));
      return projectFields(definition, record, readsOf(step, execution.act), execution.subject);
    } catch (error) {
      if (error instanceof MissingFieldError) return { missing: error.field };
      throw error;
    }
  }

  settle(settlements: readonly Settlement[]): Promise<void> {
    for (const { id, epoch, status, availableInMs, isNoAttempt } of settlements) {
      const execution = this.executions.get(id);
      if (execution?.epoch !== epoch || execution.state !== 'running') continue;
      execution.state = status;
      if (status === 'accepted') execution.attempts = 0;
      else if (isNoAttempt === true) execution.attempts -= 1;
      execution.doubt = status === 'unknown';
      execution.availableAt = this.now() + availableInMs;
    }
    return Promise.resolve();
  }

  renew(held: readonly { id: ExecutionId; epoch: number }[], leaseMs: number): Promise<void> {
    for (const { id, epoch } of held) {
      const execution = this.executions.get(id);
      if (execution?.epoch === epoch && execution.state === 'running') execution.availableAt = this.now() + leaseMs;
    }
    return Promise.resolve();
  }

  findHolders(): Promise<string[]> {
    return Promise.resolve([...new Set(this.leased().map(({ claimedBy = '' }) => claimedBy))]);
  }

  expire(holders: readonly string[]): Promise<void> {
    for (const execution of this.leased()) {
      if (holders.includes(execution.claimedBy ?? '')) execution.availableAt = this.now();
    }
    return Promise.resolve();
  }

  expireUnheld(holders: readonly string[], held: readonly ExecutionId[], leftMs: number): Promise<void> {
    const until = this.now() + leftMs;
    for (const execution of this.leased()) {
      const isUnheld = holders.includes(execution.claimedBy ?? '') && !held.includes(execution.id);
      if (isUnheld && execution.availableAt <= until) execution.availableAt = this.now();
    }
    return Promise.resolve();
  }

  private leased(): Execution[] {
    return [...this.executions.values()].filter(
      ({ state, availableAt }) => state === 'running' && availableAt > this.now(),
    );
  }

  findDue(limit: number, departments?: readonly string[], closed: readonly string[] = []): Promise<DueExecution[]> {
    const due = [...this.executions.values()]
      .filter(
        (execution) =>
          execution.kind === 'handler' &&
          openStatuses.includes(execution.state) &&
          execution.availableAt <= this.now() &&
          (departments === undefined || departments.includes(execution.department)) &&
          !closed.includes(execution.department),
      )
      .sort((a, b) => a.availableAt - b.availableAt);
    const counts = new Map<string, number>();
    const count = (line: string): number => {
      const n = (counts.get(line) ?? 0) + 1;
      counts.set(line, n);
      return n;
    };
    const inTurn = due
      .map(({ id, department, instanceId }) => {
        const { event } = (this.cases.get(instanceId) as Case).start;
        return { id, department, event, turn: count(`${department} ${event}`) };
      })
      .sort((a, b) => a.turn - b.turn)
      .filter(({ department }) => count(department) <= limit);
    return Promise.resolve(inTurn.map(({ id, department, event }) => ({ id, department, event })));
  }

  findUnfolded(olderThanMs: number, limit: number): Promise<string[]> {
    const waiting = [...this.cases.values()].filter(({ inbox }) =>
      inbox.some((row) => !row.deferred && row.receivedAt <= this.now() - olderThanMs),
    );
    return Promise.resolve(waiting.slice(0, limit).map(({ instance }) => instance.id));
  }

  fireTimers(limit: number): Promise<string[]> {
    const due = [...this.cases.values()]
      .flatMap((found) => found.timers.filter((timer) => timer.fireAt <= this.now()).map((timer) => ({ found, timer })))
      .sort((a, b) => compareTimers(a.timer, b.timer))
      .slice(0, limit);
    for (const { found, timer } of due) {
      found.timers.splice(found.timers.indexOf(timer), 1);
      const body = { type: 'timer' as const, region: timer.region, timer: timer.timer };
      this.deliverOne(found.instance.id, { key: timerKey(timer), actor: 'timer', body });
    }
    return Promise.resolve([...new Set(due.map(({ found }) => found.instance.id))]);
  }

  nextTimerAt(): Promise<Date | undefined> {
    const first = Math.min(...[...this.cases.values()].flatMap(({ timers }) => timers.map(({ fireAt: at }) => at)));
    return Promise.resolve(first === Infinity ? undefined : new Date(first));
  }

  openIncidentsForStalled(idleMs: number): Promise<number> {
    const stalled = [...this.cases.values()].filter(
      (found) => found.movedAt <= this.now() - idleMs && !this.hasWaker(found),
    );
    for (const found of stalled) {
      const fingerprint = `engine|${found.instance.event}|stalled`;
      openIncident(found, { region: '', code: 'stalled', fingerprint, detail: {} });
    }
    return Promise.resolve(stalled.length);
  }

  /** Ended, or with something that can move it: an open execution or task, a timer, a message, a signal owed, an incident. */
  hasWaker(found: Case): boolean {
    const { instance, inbox, timers, incidents } = found;
    const open = this.ownOf(instance.id).some(({ state }) => openStatuses.includes(state));
    return (
      instance.status !== 'running' ||
      open ||
      timers.length > 0 ||
      inbox.some((row) => !row.deferred) ||
      this.waitsForSignal(found) ||
      incidents.some((incident) => incident.open)
    );
  }

  private waitsForSignal({ instance: { event, version, state } }: Case): boolean {
    const { steps } = this.definitions.get(event, version);
    return Object.entries(readState(state).regions).some(([region, at]) => {
      const step = steps[region.split('@')[0] as string];
      return at === 'active' && step?.kind === 'wait' && step.signal !== undefined;
    });
  }

  /** As if somebody had deleted them by hand. */
  removeExecutions(instanceId: string): void {
    for (const { id } of this.ownOf(instanceId)) this.executions.delete(id);
    this.byInstance.delete(instanceId);
  }

  findExecution(id: ExecutionId): Promise<{ department: string; status: string } | undefined> {
    const found = this.executions.get(id);
    return Promise.resolve(found && { department: found.department, status: found.state });
  }

  caseOf(id: string): Case {
    const found = this.cases.get(id);
    if (found === undefined) throw new Error(`no instance ${id}`);
    return found;
  }

  instanceOf(id: string): Case['instance'] {
    return this.caseOf(id).instance;
  }

  recordOf(id: string): CaseRecord {
    return this.caseOf(id).record;
  }

  private now(): number {
    return this.clock.now().getTime();
  }
}

const isLive = ({ instance }: Case): boolean => !freedStatuses.includes(instance.status);

function reassign(execution: Execution, holder: string | undefined): void {
  if (!openStatuses.includes(execution.state)) return;
  execution.state = holder === undefined ? 'open' : 'claimed';
  if (holder === undefined) delete execution.claimedBy;
  else execution.claimedBy = holder;
}

/** One open incident per region, as the index has it. */
function openIncident({ incidents }: Case, incident: OpenedIncident): void {
  if (incidents.some(({ region, open }) => open && region === incident.region)) return;
  incidents.push({ ...incident, open: true });
}

const withParts = ({ record }: Case, move: Move): CaseRecord =>
  foldRecord(
    record,
    move.record.map(({ part }) => part),
  );

const seqOf = (id: ExecutionId): number => parseExecutionId(id)?.seq ?? 0;

/** The record as it was after the row of this number. */
const recordUntil = ({ start, parts, record }: Case, until: number): CaseRecord =>
  (parts.at(-1)?.seq ?? 0) <= until
    ? record
    : foldRecord(
        start.record,
        parts.filter(({ seq }) => seq <= until).map(({ part }) => part),
      );

function fireAt(record: CaseRecord, timer: ArmedTimer): number {
  const at = timerInstant(record, timer).getTime();
  if (Number.isNaN(at)) throw new RangeError('Invalid time value');
  return at;
}

/** Of two that are due at the same instant, the one that was armed first; then by name. */
function compareTimers(a: Case['timers'][number], b: Case['timers'][number]): number {
  const order = a.fireAt - b.fireAt || a.armedSeq - b.armedSeq;
  if (order !== 0) return order;
  return `${a.region} ${a.timer}` < `${b.region} ${b.timer}` ? -1 : 1;
}

const timerKey = (timer: { region: string; timer: string; armedSeq: number }): string =>
  `timer:${timer.region}:${timer.timer}:${timer.armedSeq}`;
