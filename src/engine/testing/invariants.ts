import { beginChart, moveChart, readState, type Chart } from '../../core';
import { GENESIS, hashHistory } from '../history-hash';
import type { HistoryRow } from '../instance';
import { timerInstant } from '../plan-effects';
import { chartEventOf } from '../replay-history';
import type { Happened } from './happened';
import type { Inspect, InspectedExecution } from './stores';
import { checkClocks, LevelsTold } from './clock-invariants';
import type { Witness, WitnessedCase } from './witness';

/** Where a region stands while an execution of this kind is open; `active` for all others. */
const stateOfKind: Readonly<Record<string, string>> = {
  correction: 'suspended',
  escalation: 'escalated',
  review: 'proposed',
};

/** States in which somebody owes something. */
const HELD = new Set([
  ...['active', 'compensating', 'undoByHand', 'correcting', 'amendByHand', ...Object.values(stateOfKind)],
]);

/** Where a region stands while an execution of it takes something back or puts it right. */
const DOING: Readonly<Record<string, string>> = {
  ...{ 'undo handler': 'compensating', 'undo task': 'undoByHand' },
  ...{ 'amend handler': 'correcting', 'amend task': 'amendByHand' },
};

/** Rows that speak of an execution and leave it open. */
const ANSWERS_NOTHING = /^(message\.refused|task\.reassigned|clock\..*|deadline\..*)$/;

/** What has been checked of a history, so that each row is looked at once. */
interface Checked {
  seq: number;
  hash: string;
  /** What the rows so far come to, folded from the beginning. */
  state: string;
  readonly answered: Map<string, string>;
  readonly keys: Set<string>;
  readonly levels: LevelsTold;
}

type Look = Awaited<ReturnType<Invariants['lookAt']>>;

const closedBy: Readonly<Record<string, readonly string[]>> = {
  completed: ['completed', 'returned'],
  refused: ['refused'],
  failed: ['failed'],
  passedOn: ['requested', 'escalated', 'proposed', 'sentBack'],
};

/** The invariants of the engine, looked at from outside. Each throws with what is wrong. */
export class Invariants {
  private readonly seen = new Map<string, string>();
  private readonly checked = new Map<string, Checked>();

  constructor(
    private readonly inspect: Inspect,
    private readonly witness: Witness,
    private readonly happened: Happened,
    /** True where history is written in the time that the timers are kept in. */
    private readonly ownTime: boolean,
  ) {}

  async check(id: string): Promise<void> {
    const [instance, inbox] = await Promise.all([this.inspect.instance(id), this.inspect.inbox(id)]);
    // Everything below changes with a move, with the mail or with a claim only.
    const known = this.witness.caseOf(id);
    const at = `${instance.seq} ${known.claims} ${inbox.map(({ key, deferred }) => `${key} ${deferred}`).join()}`;
    if (this.seen.get(id) === at) return;
    this.seen.set(id, at);
    const look = await this.lookAt(id);
    try {
      const rows = this.checkRows(id, known, look.history);
      if (rows.seq !== instance.seq) throw new Error(`${rows.seq} rows of history, but seq is ${instance.seq}`);
      if (rows.hash !== instance.headHash) throw new Error('the head is not the last hash');
      if (rows.state !== instance.state) throw new Error(`its history gives ${rows.state}, not ${instance.state}`);
      checkMail(known, rows, inbox);
      checkAnswers(rows, look.executions);
      checkDisclosures(known, look);
      checkClocks(known.chart, instance, look);
      if (instance.status === 'running') checkObligations(known.chart, instance.state, look, inbox);
      else checkEnded(look, instance.ended);
    } catch (error) {
      throw new Error(`${id}: ${(error as Error).message}`, { cause: error });
    }
  }

  async lookAt(id: string) {
    const { inspect } = this;
    const [history, executions, timers, incidents, disclosures] = await Promise.all([
      inspect.history(id),
      inspect.executions(id),
      inspect.timers(id),
      inspect.incidents(id),
      inspect.disclosures(id),
    ]);
    return { history, executions, timers, incidents, disclosures };
  }

  /** Sequence, hashes and keys of the rows that are new, and the state they fold to. */
  private checkRows(id: string, { start, chart }: WitnessedCase, history: readonly HistoryRow[]): Checked {
    let checked = this.checked.get(id);
    if (checked === undefined) {
      const { state } = beginChart(chart, start.facts);
      checked = { seq: 0, hash: GENESIS, state, answered: new Map(), keys: new Set(), levels: new LevelsTold() };
      this.checked.set(id, checked);
    }
    for (const row of history.slice(checked.seq)) {
      if (row.seq !== checked.seq + 1) throw new Error(`row ${row.seq} follows ${checked.seq}`);
      if (hashHistory(checked.hash, id, row) !== row.hash) throw new Error(`row ${row.seq} breaks the chain`);
      if (row.messageKey !== undefined) {
        if (checked.keys.has(row.messageKey)) throw new Error(`${row.messageKey} was folded twice`);
        checked.keys.add(row.messageKey);
      }
      this.count(row);
      checked.levels.take(row);
      if (row.type === 'timer.fired' && this.ownTime) checkTimer({ start, chart }, row);
      if (row.execution !== undefined && !ANSWERS_NOTHING.test(row.type)) {
        if (checked.answered.has(row.execution)) throw new Error(`${row.execution} was answered twice`);
        checked.answered.set(row.execution, row.type);
      }
      checked.state = follow(chart, checked.state, row);
      checked.seq = row.seq;
      checked.hash = row.hash;
    }
    return checked;
  }

  private count({ type, detail }: HistoryRow): void {
    if (type === 'timer.fired') this.happened.count('timer fired');
    if (/^(deadline|clock|case|undo|amend)\.|^step\.revoked$/.test(type)) this.happened.count(type);
    if (type === 'message.refused') this.happened.count(`refused: ${String(detail['code'])}`);
  }
}

/** A timer never fires before its time, by the clock of the database. */
function checkTimer({ start, chart }: Pick<WitnessedCase, 'start' | 'chart'>, row: HistoryRow): void {
  const armed = armedTimer(chart, row);
  const due = timerInstant(start.record, armed);
  if (row.at.getTime() < due.getTime()) {
    throw new Error(`timer ${armed.timer} fired at ${row.at.toISOString()}, before ${due.toISOString()}`);
  }
}

function armedTimer(chart: Chart, { region = '', detail, seq }: HistoryRow) {
  const step = chart.definition.steps[chart.byId.get(region)?.step ?? ''];
  const timer = step?.kind === 'wait' ? step.timers.find(({ id }) => id === detail['timer']) : undefined;
  if (timer === undefined) throw new Error(`a timer fired in ${region} that it has not`);
  return { region, timer: timer.id, days: timer.days, after: timer.after, armedSeq: seq };
}

function follow(chart: Chart, state: string, row: HistoryRow): string {
  const event = chartEventOf(chart, row, state);
  if (event === undefined) return state;
  const moved = moveChart(chart, state, event);
  if (!moved.accepted) throw new Error(`row ${row.seq} (${event.type}) does not follow from the rows before it`);
  return moved.state;
}

/** Whatever was delivered waits in the inbox or has become one row; nothing is in both, nothing is lost. */
function checkMail({ delivered }: WitnessedCase, rows: Checked, inbox: readonly { key: string }[]): void {
  const waiting = new Set(inbox.map(({ key }) => key));
  if (waiting.size !== inbox.length) throw new Error('a message lies in the inbox twice');
  for (const key of waiting) if (rows.keys.has(key)) throw new Error(`${key} is folded and still in the inbox`);
  for (const key of delivered) {
    // An answer that says again what an execution was closed with adds nothing.
    const maySayAgain = /^(later|rogue|person):/.test(key);
    if (!waiting.has(key) && !rows.keys.has(key) && !maySayAgain) throw new Error(`${key} was delivered and is lost`);
  }
}

/** Whatever is answered has the one row that answered it, and the row says the same. */
function checkAnswers(rows: Checked, executions: readonly InspectedExecution[]): void {
  for (const { id, status, open } of executions) {
    const row = rows.answered.get(id);
    const said = row?.split('.')[1];
    if (open && row !== undefined) throw new Error(`${id} is open after ${row}`);
    if (open) continue;
    const expected = closedBy[status];
    if (said === undefined ? expected !== undefined : expected?.includes(said) !== true)
      throw new Error(`${id} is ${status}, its history says ${said ?? 'nothing'}`);
  }
}

/** What a worker was given is logged once for each epoch, and nothing else is. */
function checkDisclosures({ disclosed }: WitnessedCase, { disclosures, executions }: Look): void {
  const epochs = new Map(executions.map(({ id, epoch }) => [id, epoch]));
  const logged = new Set<string>();
  for (const { execution, epoch } of disclosures) {
    if (logged.has(`${execution} ${epoch}`)) throw new Error(`${execution} was disclosed twice under epoch ${epoch}`);
    logged.add(`${execution} ${epoch}`);
    if (epoch < 1 || epoch > (epochs.get(execution) ?? 0)) {
      throw new Error(`${execution} was disclosed under epoch ${epoch}, which it has never had`);
    }
  }
  for (const [execution, claims] of disclosed) {
    if (new Set(claims).size !== claims.length) throw new Error(`${execution} was claimed twice under one epoch`);
    for (const epoch of claims) {
      if (!logged.has(`${execution} ${epoch}`)) throw new Error(`no entry says who saw ${execution} in epoch ${epoch}`);
    }
  }
}

function checkEnded({ executions, timers, incidents }: Look, ended: boolean): void {
  const open = executions.filter((execution) => execution.open);
  if (!ended) throw new Error('ended without a time');
  if (open.length > 0) throw new Error(`ended with ${open.map(({ region }) => region).join(', ')} open`);
  if (timers.length > 0) throw new Error('ended with a timer');
  if (incidents.some((one) => one.open && one.region !== '')) throw new Error('ended with an open incident');
}

/** Executions, timers and incidents are exactly what the state obliges to; and somebody moves next. */
function checkObligations(
  chart: Chart,
  state: string,
  { executions, timers, incidents }: Look,
  inbox: readonly { key: string; deferred: boolean }[],
): void {
  const { regions } = readState(state);
  const open = executions.filter((execution) => execution.open);
  for (const { region, kind, act, askedBy, claimedBy } of open) {
    const doing = DOING[`${act} ${kind}`];
    const expected = act === undefined ? (stateOfKind[kind] ?? 'active') : doing;
    if (regions[region] !== expected) throw new Error(`an open ${kind} in ${region}, which is ${regions[region]}`);
    if (askedBy !== undefined && askedBy === claimedBy) throw new Error(`the ${kind} of ${region} is with its asker`);
  }
  let waits = false;
  for (const { id: region, step } of chart.regions) {
    const at = regions[region] ?? '';
    const parts = chart.definition.steps[step];
    const mine = open.filter((execution) => execution.region === region).length;
    const due = parts?.kind !== 'wait' && HELD.has(at) ? 1 : 0;
    if (mine !== due) throw new Error(`${mine} open executions in ${region}, which is ${at}`);
    const incident = incidents.filter((one) => one.region === region && one.open).length;
    if (incident !== (['failed', 'undoFailed', 'amendFailed'].includes(at) ? 1 : 0))
      throw new Error(`${region} is ${at}, open incidents: ${incident}`);
    const waiting = parts?.kind === 'wait' && at === 'active';
    if (!waiting && timers.some((timer) => timer.region === region)) {
      throw new Error(`a timer outlives ${region}, which is ${at}`);
    }
    const early = inbox.some(({ key, deferred }) => deferred && key.startsWith(`signal:${region}:`));
    if (early && at !== 'waiting') throw new Error(`a signal lies unseen for ${region}, which is ${at}`);
    waits ||= waiting && parts.signal !== undefined;
  }
  const woken = open.length > 0 || timers.length > 0 || inbox.some(({ deferred }) => !deferred);
  if (!woken && !waits && !incidents.some((one) => one.open)) throw new Error('nothing can wake it');
}
