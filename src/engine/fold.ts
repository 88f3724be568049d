import { actIn, moveChart, outcomeOf, readState } from '../core';
import type { beginChart, Chart, Facts, RecordPart, StateText } from '../core';
import type { FoldClocks, FoldPosition } from './fold-clocks';
import { detailOf, rowOf } from './fold-row';
import { HISTORY_ALGORITHM, hashHistory } from './history-hash';
import type { ClosedExecution, HistoryRow, Move, OpenedIncident, Reason, StoredInstance } from './instance';
import type { PendingMessage } from './instance-store';
import { incidentAt } from './incident-at';
import { isAboutClock, type CaseCorrectionBody, type ClockMessageBody, type ReversalBody } from './message';
import { judgeCaseCorrection } from './judge-correction';
import { judgeMessage, type ChartVerdict, type Verdict } from './judge-message';
import { judgeMigration, type ChartOf, type MigrationBody } from './judge-migration';
import { judgeTakingBack } from './judge-reversal';
import { asFailed, broughtBy, regionOf } from './message-part';
import { planEffects, type ClockFor, type PlannedEffects } from './plan-effects';
import { poisonCode } from './poison';
import { outOfTime } from './signal-out-of-time';

type Plan = PlannedEffects & { readonly incidents: readonly OpenedIncident[] };

/** Where an incident stands that concerns no single step. */
export const WHOLE_CASE = '';

/** One instance while messages move it, one after the other; nothing of it is written before `toMove`. */
export class Fold {
  private readonly history: HistoryRow[] = [];
  private readonly closed = new Map<string, ClosedExecution>();
  private readonly holders = new Map<string, string | undefined>();
  private readonly record: { seq: number; part: RecordPart }[] = [];
  private readonly planned = {
    opened: [],
    closedRegions: [],
    timers: [],
    cancelledTimers: [],
    closedIncidents: [],
  } as {
    -readonly [K in 'opened' | 'closedRegions' | 'timers' | 'cancelledTimers' | 'closedIncidents']: Move[K][number][];
  };
  private incidents: OpenedIncident[] = [];
  private ended = false;
  private hasMoved = false;
  /** The version that the instance is stored with. */
  private readonly version: number;

  constructor(
    private chart: Chart,
    private readonly instanceId: string,
    private seq: number,
    private state: string,
    private headHash: string,
    private readonly now: Date,
    private readonly clocks: FoldClocks,
    private readonly chartOf: ChartOf = () => undefined,
  ) {
    this.version = chart.definition.version;
  }

  /** The first row says everything that the state is folded from. */
  begun(begun: ReturnType<typeof beginChart>, actor: string, facts: Facts): void {
    const planned = this.plan(begun.effects, begun.state);
    const { definition, subjects } = this.chart;
    const { name: event, version } = definition;
    this.addRow('instance.started', actor, {}, { event, version, subjects, facts, hash: HISTORY_ALGORITHM });
    this.carryOut(planned, undefined);
    this.ended = begun.ended;
  }

  get position(): StateText {
    return this.state;
  }

  take(stored: StoredInstance, message: PendingMessage): 'taken' | 'deferred' {
    try {
      const { body } = message;
      if (body.type === 'migration') return this.migrate({ ...message, body });
      if (body.type === 'reversal' || body.type === 'proposal') return this.takeBackCase(message, body);
      if (body.type === 'caseCorrection') return this.correctCase(message, body);
      if (this.hasLeft(regionOf(stored, message))) {
        this.refuse(message, 'step-is-gone');
        return 'taken';
      }
      if (isAboutClock(body)) {
        this.tick(message, body);
        return 'taken';
      }
      const verdict = judgeMessage(this.chart, stored, this.closed, { ...message, body }, this.holders);
      if (verdict.kind === 'event') return this.apply(regionOf(stored, message), message, verdict);
      if (verdict.kind === 'refused') this.refuse(message, verdict.code);
      if (verdict.kind === 'reassigned') this.reassign(stored, message, verdict);
      if (verdict.kind === 'settled') this.settle(message, verdict.row, verdict.reason);
    } catch (error) {
      return this.poisoned(stored, message, error);
    }
    return 'taken';
  }

  /** Everything that may throw comes first: a message that breaks the fold must leave no half of itself behind. */
  private apply(region: string, message: PendingMessage, verdict: ChartVerdict): 'taken' | 'deferred' {
    const { event, partOf } = broughtBy(this.chart, this.state, region, message, verdict);
    const moved = moveChart(this.chart, this.state, event);
    if (!moved.accepted) {
      const outcome = outOfTime(this.chart, this.state, message);
      if (outcome === 'deferred') return outcome;
      if (outcome === 'ignored') this.addRow('signal.ignored', message.actor, { region, message }, {});
      else this.refuse(message, 'not-expected-here');
      return 'taken';
    }
    const opening = verdict.opening && { region, words: verdict.opening };
    const planned = this.plan(moved.effects, moved.state, verdict.reason, opening);
    const part = partOf();
    const of = region === WHOLE_CASE ? {} : { region };
    this.addRow(verdict.row, message.actor, { ...of, message }, detailOf(verdict, message, part));
    if (verdict.closes !== undefined) this.closed.set(verdict.closes.id, verdict.closes);
    if (Object.keys(part).length > 0) this.record.push({ seq: this.seq, part });
    this.moveTo(moved);
    this.carryOut(planned, verdict.closes === undefined ? undefined : region);
    return 'taken';
  }

  private moveTo({ state, ended }: { readonly state: StateText; readonly ended: boolean }): void {
    this.state = state;
    this.ended = ended;
    this.hasMoved = true;
  }

  private takeBackCase(message: PendingMessage, body: ReversalBody): 'taken' | 'deferred' {
    const { region } = body;
    const verdict = judgeTakingBack(this.chart, this.state, body);
    if (verdict.kind === 'event') return this.apply(region, message, verdict);
    if (verdict.kind === 'refused') this.refuse(message, verdict.code);
    else {
      const of = region === WHOLE_CASE ? {} : { region };
      this.addRow(verdict.row, message.actor, { ...of, message }, verdict.detail);
    }
    return 'taken';
  }

  private correctCase(message: PendingMessage, body: CaseCorrectionBody): 'taken' | 'deferred' {
    const verdict = judgeCaseCorrection(this.chart, this.state, body, message.fields);
    if (verdict.kind === 'event') return this.apply(WHOLE_CASE, message, verdict);
    this.refuse(message, verdict.code);
    return 'taken';
  }

  /** A step of the version from which this move has taken the case. */
  private hasLeft(region: string): boolean {
    return region !== WHOLE_CASE && this.chart.definition.version !== this.version && !this.chart.byId.has(region);
  }

  private migrate(message: PendingMessage & { readonly body: MigrationBody }): 'taken' {
    const judged = judgeMigration(this.chart, { seq: this.seq, state: this.state }, message.body, this.chartOf);
    if (judged.kind === 'refused' || this.ended) {
      this.refuse(message, judged.kind === 'refused' ? judged.code : 'has-ended');
      return 'taken';
    }
    const { target, migration } = judged;
    const { asked, cancelled, carried } = migration;
    const planned = this.plan(migration.effects, migration.state, undefined, undefined, target);
    const { from, to, back } = message.body;
    const detail = { from, to, asked, cancelled, carried };
    const before = this.state;
    this.addRow(
      back === undefined ? 'instance.migrated' : 'instance.migratedBack',
      message.actor,
      { message },
      back === undefined ? { ...detail, before } : detail,
    );
    this.chart = target;
    this.clocks.follow(target);
    this.moveTo(migration);
    this.carryOut(planned, undefined);
    return 'taken';
  }

  private tick(message: PendingMessage, body: ClockMessageBody): void {
    const verdict = this.clocks.judge(body, this.foldPosition);
    if (verdict.kind === 'refused') this.refuse(message, verdict.code);
    if (verdict.kind !== 'clock') return;
    const { execution, row, detail } = verdict;
    this.addRow(row, message.actor, { ...(execution && { region: execution.region }), message }, detail);
    this.clocks.apply(verdict);
  }

  private get foldPosition(): FoldPosition {
    const { state, ended, closed } = this;
    return { state, ended, closed };
  }

  private reassign(
    stored: StoredInstance,
    message: PendingMessage,
    { id, row, detail, holder }: Extract<Verdict, { kind: 'reassigned' }>,
  ): void {
    this.addRow(row, message.actor, { region: regionOf(stored, message), message }, detail);
    this.holders.set(id, holder);
  }

  private settle(message: PendingMessage, row: string, { code }: Reason): void {
    this.addRow(row, message.actor, { message }, { code });
    this.incidents = this.incidents.filter(({ region }) => region !== WHOLE_CASE);
    this.planned.closedIncidents.push(WHOLE_CASE);
  }

  /**
   * A message that breaks the fold stops its own instance only, and shows as an incident. An answer that breaks it is
   * taken as a failure of its step: were the step left open, its worker would ask for the same answer for ever.
   */
  private poisoned(stored: StoredInstance, message: PendingMessage, error: unknown): 'taken' | 'deferred' {
    const code = poisonCode(error, 'fold-failed');
    const { body } = message;
    if (body.type === 'answer' && body.answer.outcome !== 'failed') return this.take(stored, asFailed(message, code));
    this.refuse(message, code);
    this.openOnCase(code, { message: body.type });
    return 'taken';
  }

  private openOnCase(code: string, detail: OpenedIncident['detail']): void {
    const fingerprint = `engine|${this.chart.definition.name}|${code}`;
    this.incidents.push({ region: WHOLE_CASE, code, fingerprint, detail });
  }

  /** What could not be written is kept, unfolded, until somebody has settled the incident that says why. */
  hold(messages: readonly PendingMessage[], code: string): void {
    this.addRow('instance.held', 'engine', {}, { code });
    this.openOnCase(code, { messages: messages.map(({ body }) => body.type) });
  }

  toMove(status: Move['status'], deferred: readonly PendingMessage[]): Move {
    return {
      instanceId: this.instanceId,
      // A case that has ended and is moved again runs again.
      status: this.ended ? outcomeOf(this.chart, this.state) : this.hasMoved ? 'running' : status,
      seq: this.seq,
      state: this.state,
      headHash: this.headHash,
      ended: this.ended,
      ...(this.chart.definition.version === this.version ? {} : { version: this.chart.definition.version }),
      history: this.history,
      ...this.planned,
      closed: [...this.closed.values()],
      ...this.clocks.toMove(this.foldPosition),
      reassigned: [...this.holders].map(([id, holder]) => (holder === undefined ? { id } : { id, holder })),
      incidents: this.incidents,
      record: this.record,
      deferred: deferred.flatMap(({ inboxId }) => inboxId ?? []),
    };
  }

  private refuse(message: PendingMessage, code: string): void {
    this.addRow('message.refused', message.actor, { message }, { code, of: message.body.type });
  }

  /** The effects of the next row, and the incidents among them. */
  private plan(
    effects: Parameters<typeof planEffects>[3],
    after: StateText,
    reason?: Reason,
    opening?: Parameters<typeof planEffects>[6],
    chart = this.chart,
  ): Plan {
    const { instanceId, seq, clocks } = this;
    const isAnew = (region: string) => actIn(readState(this.state).regions[region]) === undefined;
    const clockFor: ClockFor = (region, kind, act) =>
      clocks.clockFor(chart, region, kind, act, act === 'amend' && isAnew(region));
    const planned = planEffects(chart, instanceId, seq + 1, effects, clockFor, reason, opening);
    return { ...planned, incidents: planned.incidentRegions.map((region) => incidentAt(chart, after, region, reason)) };
  }

  private carryOut(planned: Plan, answered: string | undefined): void {
    for (const region of planned.closedRegions) this.takeBack(region, answered);
    for (const region of planned.cancelledTimers) {
      this.planned.timers = this.planned.timers.filter((timer) => timer.region !== region);
    }
    for (const region of planned.closedIncidents) {
      this.incidents = this.incidents.filter((incident) => incident.region !== region);
    }
    this.planned.opened.push(...planned.opened);
    this.clocks.opened(planned.opened);
    this.planned.timers.push(...planned.timers);
    this.planned.cancelledTimers.push(...planned.cancelledTimers);
    this.planned.closedIncidents.push(...planned.closedIncidents);
    this.incidents.push(...planned.incidents);
  }

  /** Closes what is open in a region: here what this move has opened itself, in the store what it finds there. */
  private takeBack(region: string, answered: string | undefined): void {
    if (region === answered) return;
    for (const { id } of this.planned.opened.filter((execution) => execution.region === region)) {
      if (!this.closed.has(id)) this.closed.set(id, { id, status: 'cancelled' });
    }
    this.planned.closedRegions.push(region);
  }

  private addRow(type: string, actor: string, of: Parameters<typeof rowOf>[1], detail: HistoryRow['detail']): void {
    this.seq += 1;
    const row = rowOf({ seq: this.seq, type, actor, at: this.now }, of, detail);
    this.headHash = hashHistory(this.headHash, this.instanceId, row);
    this.history.push({ ...row, hash: this.headHash });
  }
}
