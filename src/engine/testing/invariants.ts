import { beginChart, moveChart, readState, refusalEvent, timerEvent, type Chart, type Facts } from '../../core';
import { GENESIS, hashHistory } from '../history-hash';
import type { HistoryRow } from '../instance';
import type { Inspect } from './stores';

/** What has been checked of a history, so that each row is looked at once. */
interface Checked {
  seq: number;
  hash: string;
  readonly answered: Set<string>;
  readonly keys: Set<string>;
}

/** The invariants of the engine, looked at from outside. Each throws with what is wrong. */
export class Invariants {
  private readonly seen = new Map<string, string>();
  private readonly checked = new Map<string, Checked>();

  constructor(
    private readonly inspect: Inspect,
    private readonly chartOf: (id: string) => Chart,
  ) {}

  async check(id: string): Promise<void> {
    const [instance, inbox] = await Promise.all([this.inspect.instance(id), this.inspect.inbox(id)]);
    // Everything below changes with a move or with the mail only.
    const at = `${instance.seq} ${inbox.map(({ key, deferred }) => `${key} ${deferred}`).join()}`;
    if (this.seen.get(id) === at) return;
    this.seen.set(id, at);
    const [history, executions, timers, incidents] = await Promise.all([
      this.inspect.history(id),
      this.inspect.executions(id),
      this.inspect.timers(id),
      this.inspect.incidents(id),
    ]);
    const fail = (what: string): never => {
      throw new Error(`${id}: ${what}`);
    };
    const rows = this.checkRows(id, history);
    if (rows.seq !== instance.seq) fail(`${rows.seq} rows of history, but seq is ${instance.seq}`);
    if (rows.hash !== instance.headHash) fail('the head is not the last hash');

    const chart = this.chartOf(id);
    const { regions } = readState(instance.state);
    const open = executions.filter((execution) => execution.open);
    if (instance.status !== 'running') {
      if (open.length > 0) fail(`ended with ${open.map(({ region }) => region).join(', ')} open`);
      if (timers.length > 0) fail('ended with a timer');
      return;
    }
    for (const { region, kind } of open) {
      const expected = kind === 'correction' ? 'suspended' : 'active';
      if (regions[region] !== expected) fail(`an open ${kind} in ${region}, which is ${regions[region]}`);
    }
    for (const { id: region, step } of chart.regions) {
      const state = regions[region] ?? '';
      const mine = open.filter((execution) => execution.region === region).length;
      const isWait = chart.definition.steps[step]?.kind === 'wait';
      const due = !isWait && (state === 'active' || state === 'suspended') ? 1 : 0;
      if (mine !== due) fail(`${mine} open executions in ${region}, which is ${state}`);
      const incident = incidents.some((one) => one.region === region && one.open);
      if (incident !== (state === 'failed')) fail(`${region} is ${state}, incident open: ${incident}`);
      if (!(isWait && state === 'active') && timers.some((timer) => timer.region === region)) {
        fail(`a timer outlives ${region}, which is ${state}`);
      }
      const early = inbox.some(({ key, deferred }) => deferred && key.startsWith(`signal:${region}:`));
      if (early && state !== 'waiting') fail(`a signal lies unseen for ${region}, which is ${state}`);
    }
    const waits = chart.regions.some(
      ({ id: region, step }) => chart.definition.steps[step]?.kind === 'wait' && regions[region] === 'active',
    );
    const woken = open.length > 0 || timers.length > 0 || inbox.some(({ deferred }) => !deferred);
    if (!woken && !waits && !incidents.some((one) => one.open)) fail('nothing can wake it');
  }

  private checkRows(id: string, history: readonly HistoryRow[]): Checked {
    let checked = this.checked.get(id);
    if (checked === undefined) {
      checked = { seq: 0, hash: GENESIS, answered: new Set(), keys: new Set() };
      this.checked.set(id, checked);
    }
    for (const row of history.slice(checked.seq)) {
      if (row.seq !== checked.seq + 1) throw new Error(`${id}: row ${row.seq} follows ${checked.seq}`);
      if (hashHistory(checked.hash, id, row) !== row.hash) throw new Error(`${id}: row ${row.seq} breaks the chain`);
      if (row.messageKey !== undefined && checked.keys.has(row.messageKey)) {
        throw new Error(`${id}: ${row.messageKey} was folded twice`);
      }
      if (row.messageKey !== undefined) checked.keys.add(row.messageKey);
      if (row.execution !== undefined && row.type !== 'message.refused') {
        if (checked.answered.has(row.execution)) throw new Error(`${id}: ${row.execution} was answered twice`);
        checked.answered.add(row.execution);
      }
      checked.seq = row.seq;
      checked.hash = row.hash;
    }
    return checked;
  }

  /** Folds the whole history from the beginning and compares it with the stored state. */
  async checkReplay(id: string, facts: Facts): Promise<void> {
    const chart = this.chartOf(id);
    let { state } = beginChart(chart, facts);
    for (const row of await this.inspect.history(id)) {
      const type = eventOf(chart, row);
      if (type === undefined) continue;
      const moved = moveChart(chart, state, { type });
      if (!moved.accepted) throw new Error(`${id}: row ${row.seq} (${type}) does not follow from the rows before it`);
      state = moved.state;
    }
    const stored = await this.inspect.instance(id);
    if (stored.state !== state) throw new Error(`${id}: its history gives ${state}, stored is ${stored.state}`);
  }
}

function eventOf(chart: Chart, { type, region = '', detail }: HistoryRow): string | undefined {
  const code = String(detail['code']);
  const step = chart.definition.steps[chart.byId.get(region)?.step ?? ''];
  switch (type) {
    case 'step.completed':
    case 'signal.received':
      return `${region}.completed`;
    case 'step.failed':
      return `${region}.failed`;
    case 'step.refused':
      if (step === undefined || step.kind === 'wait') return undefined;
      return refusalEvent(region, step.onRefusal.codes[code] ?? step.onRefusal.otherwise);
    case 'task.completed':
      return `${region}.corrected`;
    case 'task.refused':
      return `${region}.givenUp`;
    case 'timer.fired':
      return timerEvent(region, String(detail['timer']));
    case 'incident.retried':
    case 'incident.skipped':
    case 'incident.resolved':
      return `${region}.${type.slice('incident.'.length)}`;
    default:
      return undefined;
  }
}
