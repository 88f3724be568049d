import { readState, type Act, type Chart, type Facts, type StateText } from '../core';
import { foldMessages, foldStart } from '../engine/fold-messages';
import { GENESIS } from '../engine/history-hash';
import type { ExecutionKind, ExecutionStatus, Move, StoredExecution, StoredInstance } from '../engine/instance';
import type { PendingMessage } from '../engine/instance-store';
import type { ReversalBody, StepMessageBody } from '../engine/message';

/** What may come to a case: to one step, or to take something back. */
export type OfferedBody = StepMessageBody | Extract<ReversalBody, { readonly type: 'reversal' }>;

/**
 * A configuration as the prover sees it: where the chart stands, and everything open around it that can move it. It
 * is reached by the engine's own fold, so whatever the engine would open, close, defer or refuse, it does here too.
 */
export interface World {
  readonly state: StateText;
  readonly executions: readonly OpenExecution[];
  readonly timers: readonly { readonly region: string; readonly timer: string }[];
  readonly incidents: readonly string[];
  /** Waits whose signal came early and lies in the inbox. */
  readonly deferred: readonly string[];
}

/** `act` is set where it takes its step back. */
interface OpenExecution {
  readonly region: string;
  readonly kind: ExecutionKind;
  readonly act?: Act;
}

/** What became of a message. `moved` also where only the facts or what is open has changed. */
export type Reception = 'moved' | 'deferred' | 'repeated' | { readonly refused: string };

export interface Stepped {
  readonly world: World;
  readonly reception: Reception;
  /** Executions that were opened. */
  readonly opened: readonly OpenExecution[];
}

const BROKEN = new Set(['fold-failed', 'invariant-broken']);
const INSTANCE = 'proof';
const ACTOR = 'prover';
const AT_HAND = 'at-hand';
/** Deadlines are no part of a configuration: any day will do. */
const NOW = new Date('2026-01-05T01:00:00Z');

/** The id under which an open execution of a world is spoken of. */
export const openId = (index: number): string => `open-${index}`;

/** Executions of a region that are closed already: whoever still answers them is late. */
export type LateStatus = 'completed' | 'refused' | 'failed' | 'cancelled';
export const lateId = (region: string, status: LateStatus): string => `late-${status}-${region}`;

export function beginWorld(chart: Chart, facts: Facts, observed: ReadonlySet<string>): Stepped {
  const move = foldStart(chart, { id: INSTANCE, facts, actor: ACTOR }, NOW);
  return afterMove(
    chart,
    { state: '', executions: [], timers: [], incidents: [], deferred: [] },
    move,
    undefined,
    observed,
  );
}

/** What a message does. Facts that are not observed are dropped: nothing in this chart asks for them. */
export function stepWorld(chart: Chart, world: World, body: OfferedBody, observed: ReadonlySet<string>): Stepped {
  const early = world.deferred.map((region, index): PendingMessage => ({
    ...{ inboxId: `early-${index}`, key: `early-${index}`, actor: ACTOR },
    body: { type: 'signal', signal: region, region },
  }));
  const atHand: PendingMessage = { inboxId: AT_HAND, key: AT_HAND, actor: ACTOR, body };
  const move = foldMessages(chart, storedOf(world, body), [...early, atHand], NOW);
  return afterMove(chart, world, move, body, observed);
}

export function storedOf(world: World, body: OfferedBody): StoredInstance {
  const executions = new Map<string, StoredExecution>();
  world.executions.forEach(({ region, kind, act }, index) => {
    const status: ExecutionStatus = kind === 'handler' ? 'running' : 'open';
    executions.set(openId(index), { id: openId(index), region, status, epoch: 1, ...(act && { act }) });
  });
  if ('execution' in body && body.execution.startsWith('late-')) {
    const [, status, ...region] = body.execution.split('-');
    const id = body.execution;
    executions.set(id, { id, region: region.join('-'), status: status as ExecutionStatus, epoch: 1 });
  }
  return {
    ...{ id: INSTANCE, event: '', version: 1, subjects: 1, status: 'running', seq: 1 },
    ...{ state: world.state, headHash: GENESIS, executions },
  };
}

function afterMove(
  chart: Chart,
  world: World,
  move: Move,
  body: OfferedBody | undefined,
  observed: ReadonlySet<string>,
): Stepped {
  const closed = new Set(move.closed.map(({ id }) => id));
  const emptied = new Set(move.closedRegions);
  const opened = move.opened
    .filter(({ id }) => !closed.has(id))
    .map(({ region, kind, act }) => ({ region, kind, ...(act === undefined ? {} : { act }) }));
  const kept = world.executions.filter(({ region }, index) => !closed.has(openId(index)) && !emptied.has(region));
  const cancelled = new Set(move.cancelledTimers);
  const waiting = world.timers.filter(
    ({ region, timer }) =>
      !cancelled.has(region) && !(body?.type === 'timer' && body.region === region && body.timer === timer),
  );
  const settled = new Set(move.closedIncidents);
  const deferred = move.deferred.map((id) =>
    id === AT_HAND
      ? (body as { region: string }).region
      : (world.deferred[Number(id.slice('early-'.length))] as string),
  );
  const after: World = {
    state: observedOnly(chart, move.state, observed),
    executions: atMostTwo([...kept, ...opened]),
    timers: atMostTwo([...waiting, ...move.timers.map(({ region, timer }) => ({ region, timer }))]),
    incidents: atMostTwo([
      ...world.incidents.filter((region) => !settled.has(region)),
      ...move.incidents.map(({ region }) => region),
    ]),
    deferred: [...new Set(deferred)].sort(),
  };
  return { world: after, reception: receptionOf(move, body), opened };
}

function receptionOf(move: Move, body: OfferedBody | undefined): Reception {
  if (body === undefined) return 'moved';
  if (move.deferred.includes(AT_HAND)) return 'deferred';
  const row = move.history.find(({ messageKey }) => messageKey === AT_HAND);
  if (row === undefined) return 'repeated';
  if (row.type === 'signal.ignored') return { refused: 'ignored' };
  // An answer that breaks the fold is taken as a failure of its step: the chart is at fault all the same.
  if (BROKEN.has(String(row.detail['code']))) return { refused: String(row.detail['code']) };
  return row.type === 'message.refused' ? { refused: String(row.detail['code']) } : 'moved';
}

/** Sorted. Two of a kind are a fault already; more would only make the exploration endless. */
function atMostTwo<T>(list: readonly T[]): T[] {
  const texts = list.map((one) => JSON.stringify(one)).sort();
  const kept = texts.filter((text, index) => text !== texts[index - 2]);
  return kept.map((text) => JSON.parse(text) as T);
}

function observedOnly(chart: Chart, state: StateText, observed: ReadonlySet<string>): StateText {
  const { regions, facts } = readState(state);
  if (Object.keys(facts).every((name) => observed.has(name))) return state;
  return writeState(chart, regions, Object.fromEntries(Object.entries(facts).filter(([name]) => observed.has(name))));
}

/** The state in the spelling that the engine gives it. */
export function writeState(chart: Chart, regions: Readonly<Record<string, string>>, facts: Facts): StateText {
  const v = Object.fromEntries(chart.regions.map(({ id }) => [id, regions[id]]));
  const f = Object.fromEntries(Object.entries(facts).sort(([a], [b]) => (a < b ? -1 : 1)));
  return JSON.stringify({ v, f });
}

export const worldKey = ({ state, executions, timers, incidents, deferred }: World): string =>
  JSON.stringify([state, executions, timers, incidents, deferred]);
