import { judgeReversal, refusalEvent, timerEvent, type AskedReversal, type Chart } from '../../../src/core';
import type { RefusalPolicy, TaskStep } from '../../../src/core/definition';
import type { Position } from '../../../src/core/transition';
import type { Answer, InboxMessage, MessageBody, Repair } from '../../../src/engine/message';
import type { InspectedExecution } from '../../../src/engine/testing/stores';
import type { Behaviour } from './sandbox-gateway';

/** What somebody can do to a case next. */
export type Act = {
  readonly region: string;
  /** The event of the chart that comes of it; undefined where nothing moves, or nobody can tell. */
  readonly event?: string;
  /** Whether that event, and no other, must come of it. */
  readonly isSure: boolean;
} & (
  | { readonly kind: 'department'; readonly execution: string; readonly behaviour: Behaviour }
  | { readonly kind: 'callback' | 'overtake' | 'exhaust'; readonly execution: string }
  | { readonly kind: 'message'; readonly body: MessageBody; readonly fields?: InboxMessage['fields'] }
  | { readonly kind: 'signal'; readonly signal: string }
  | { readonly kind: 'correct'; readonly execution: string }
  | { readonly kind: 'repair'; readonly repair: Repair }
  | { readonly kind: 'timer'; readonly timer: string }
);

export interface Sight {
  readonly chart: Chart;
  readonly state: string;
  readonly position: Position;
  /** Open ones. */
  readonly executions: readonly InspectedExecution[];
  readonly timers: readonly { region: string; timer: string }[];
  /** Executions whose department has received a call. */
  readonly received: ReadonlySet<string>;
  /** Executions whose department owes an answer. */
  readonly owed: { has(id: string): boolean };
  /** What is done at a department whose step has failed there. */
  readonly doneAt: ReadonlySet<string>;
  /** Of what may be taken back, what somebody thinks of: there is more of it than of anything else. */
  readonly reversals: readonly AskedReversal[];
  /** Whether departments may be away until the last attempt: that takes as long as all other things together. */
  readonly mayBeDead: boolean;
}

const OFFICER = 'key:officer';

/** Everything that may happen to a case in this position, in time. */
export function actsOn(sight: Sight): Act[] {
  const acts = sight.chart.regions.flatMap(({ id, step }): Act[] => {
    const parts = sight.chart.definition.steps[step];
    const at = sight.position.regions[id] ?? '';
    if (at === 'failed' || at === 'undoFailed') return repairsOf(sight, id);
    if (parts?.kind === 'wait') return at === 'active' ? waitActs(sight, id, parts.signal) : [];
    const open = sight.executions.find(({ region }) => region === id);
    if (open === undefined || parts === undefined) return [];
    if (open.kind === 'handler') return departmentActs(sight, open, [...policiesOf(parts.onRefusal)]);
    return personActs(open, parts as TaskStep);
  });
  return [...acts, ...reversalsOf(sight)];
}

const policiesOf = (onRefusal: {
  readonly codes: Readonly<Record<string, RefusalPolicy>>;
  readonly otherwise: RefusalPolicy;
}): [string, RefusalPolicy][] => [...Object.entries(onRefusal.codes), ['not-so', onRefusal.otherwise]];

function departmentActs(
  { owed, received, mayBeDead }: Sight,
  { id: execution, region, status, act, doubt }: InspectedExecution,
  policies: readonly [string, RefusalPolicy][],
): Act[] {
  const way = act === undefined ? region : `${region}.undo`;
  const say = (behaviour: Behaviour, event?: string, isSure = false): Act => {
    const said = { kind: 'department', region, execution, behaviour, isSure } as const;
    return event === undefined ? said : { ...said, event };
  };
  if (status === 'accepted') {
    const callback = { kind: 'callback', region, execution, isSure: false } as const;
    return owed.has(execution) ? [callback, say({ kind: 'answers' })] : [say({ kind: 'answers' })];
  }
  const isFresh = !received.has(execution) && !doubt && status === 'pending';
  const done = `${way}.completed`;
  const refused = (policy: RefusalPolicy): string =>
    act === undefined ? refusalEvent(region, policy) : `${region}.undo.refused`;
  return [
    say({ kind: 'answers' }, done),
    say({ kind: 'twice' }, done),
    { kind: 'overtake', region, execution, event: done, isSure: false },
    ...(['later', 'loses', 'misses', 'busy'] as const).map((kind) => say({ kind })),
    say({ kind: 'breaks' }, `${way}.failed`, !doubt),
    say({ kind: 'botches' }, `${way}.failed`, !doubt),
    ...(mayBeDead ? [{ kind: 'exhaust', region, execution, event: `${way}.failed`, isSure: !doubt } as const] : []),
    ...(isFresh ? policies.map(([code, policy]) => say({ kind: 'refuses', code }, refused(policy), true)) : []),
  ];
}

/** What was done at the department is only to be put down; what was not is tried again, or left. */
function repairsOf({ doneAt }: Sight, region: string): Act[] {
  const repairs: Repair[] = doneAt.has(region) ? ['resolved'] : ['retried', 'skipped'];
  return repairs.map((repair) => ({ kind: 'repair', region, repair, event: `${region}.${repair}`, isSure: true }));
}

function waitActs({ timers }: Sight, region: string, signal: string | undefined): Act[] {
  const due = timers.filter((timer) => timer.region === region);
  return [
    ...(signal === undefined
      ? []
      : [{ kind: 'signal', region, signal, event: `${region}.completed`, isSure: true } as const]),
    ...due.map(({ timer }): Act => {
      return { kind: 'timer', region, timer, event: timerEvent(region, timer), isSure: true };
    }),
  ];
}

function reversalsOf({ chart, state, reversals }: Sight): Act[] {
  return reversals
    .filter((one) => !('refused' in judgeReversal(chart, state, one)))
    .map((one): Act => {
      const region = 'region' in one ? one.region : '';
      const body = { type: 'reversal', reversal: one.kind, region, reason: 'mistake', by: OFFICER } as const;
      return { kind: 'message', region, body, event: 'case.reversed', isSure: true };
    });
}

/** What a person can do with an open task, whoever it lies with. */
function personActs({ id: execution, kind, region, act, role, askedBy }: InspectedExecution, step: TaskStep): Act[] {
  const tell = (body: MessageBody, event: string): Act => ({ kind: 'message', region, body, event, isSure: true });
  const by = askedBy === OFFICER ? 'key:second' : OFFICER;
  const answer = (said: Answer, event: string): Act => tell({ type: 'answer', execution, answer: said, by }, event);
  const policies = policiesOf(step.onRefusal);
  if (kind === 'correction') {
    const givenUp = { type: 'correction', execution, decision: 'givenUp' } as const;
    return [
      { kind: 'correct', region, execution, event: `${region}.corrected`, isSure: true },
      tell(givenUp, `${region}.givenUp`),
    ];
  }
  if (act !== undefined) {
    return [
      answer({ outcome: 'completed' }, `${region}.undo.completed`),
      answer({ outcome: 'refused', reason: { code: 'third-party-rights' } }, `${region}.undo.refused`),
    ];
  }
  const decide = (decision: Extract<MessageBody, { type: 'decision' }>['decision'], event: string): Act =>
    tell({ type: 'decision', execution, by, decision }, event);
  if (kind === 'escalation') {
    const code = policies.at(-1) as [string, RefusalPolicy];
    return [
      decide({ kind: 'returned', code: 'advice', approve: true }, `${region}.returned`),
      decide({ kind: 'returned', code: code[0], approve: false }, refusalEvent(region, code[1])),
    ];
  }
  const refusals = policies.map(([code, policy]) => ({
    said: { outcome: 'refused', reason: { code } } as const,
    event: refusalEvent(region, policy),
  }));
  if (kind === 'review') {
    return [
      decide({ kind: 'confirmed', answer: { outcome: 'completed' } }, `${region}.completed`),
      ...refusals.map(({ said, event }) => decide({ kind: 'confirmed', answer: said }, event)),
      decide({ kind: 'sentBack', code: 'look-again' }, `${region}.sentBack`),
    ];
  }
  const ends = step.fourEyes
    ? [decide({ kind: 'proposed' }, `${region}.proposed`)]
    : [
        answer({ outcome: 'completed' }, `${region}.completed`),
        answer({ outcome: 'failed', reason: { code: 'cannot' } }, `${region}.failed`),
        ...refusals.map(({ said, event }) => answer(said, event)),
      ];
  const defects = [{ field: step.reads[0] ?? 'form', code: 'incomplete' }];
  return [
    ...ends,
    decide({ kind: 'correctionRequested', defects }, `${region}.correctionRequested`),
    ...(step.escalation === undefined
      ? []
      : [decide({ kind: 'escalated', role: role ?? 'officer', code: 'difficult' }, `${region}.escalated`)]),
  ];
}
