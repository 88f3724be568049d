/**
 * One defect that somebody could make, and the test that must catch it. `from` stands exactly once in the file; `test`
 * is a jest project, a file, and the names of tests where one is enough.
 */
export interface Mutant {
  /** The guarantee of docs/guarantees.md that it breaks. */
  readonly guarantee: string;
  /** What is wrong with it, as one would tell a colleague. */
  readonly defect: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
  /** A second edit, where two walls stand behind each other and either alone would hold. */
  readonly also?: { readonly file: string; readonly from: string; readonly to: string };
  readonly test: readonly [project: 'unit' | 'integration' | 'e2e', file: string, names?: string];
}

const stores = ['integration', 'test/integration/stores.spec.ts'] as const;
const queue = ['integration', 'test/integration/queue.spec.ts'] as const;
const handling = ['unit', 'src/engine/handle-executions.spec.ts'] as const;
const folding = ['unit', 'src/engine/fold-messages.spec.ts'] as const;
const replaying = ['unit', 'src/engine/testing/histories/recorded-histories.spec.ts'] as const;
const gateway = ['unit', 'src/connectors/http-department-gateway.spec.ts'] as const;
const charts = ['unit', 'src/core/transition.spec.ts'] as const;
const sweeping = ['unit', 'src/engine/sweep.spec.ts'] as const;

export const mutants: readonly Mutant[] = [
  {
    guarantee: 'G1',
    defect: 'a transaction is told as done and rolled back',
    file: 'src/persistence/transaction.ts',
    from: "this.send('commit');",
    to: "this.send('rollback');",
    test: stores,
  },
  {
    guarantee: 'G1',
    defect: 'answered before the commit',
    file: 'src/persistence/transaction.ts',
    from: 'await transaction.commit();',
    to: 'void transaction.commit().catch(() => undefined);',
    test: stores,
  },
  {
    guarantee: 'G1',
    defect: 'a failed statement of a transaction goes unheard',
    file: 'src/persistence/transaction.ts',
    from: 'await Promise.all(this.sent);',
    to: 'await Promise.allSettled(this.sent);',
    test: ['integration', 'test/integration/transaction.spec.ts'],
  },
  {
    guarantee: 'G2',
    defect: 'an idempotency key with another body finds the first case instead of being refused',
    file: 'src/persistence/start-writer.ts',
    from: "before.digest === idempotency?.digest ? 'existing' : 'conflict'",
    to: "'existing'",
    test: stores,
  },
  {
    guarantee: 'G2',
    defect: 'a message that was folded is taken again',
    file: 'src/persistence/sql/inbox.ts',
    from: `where not exists (
        select from history h where h.instance_id = t.instance_id and h.message_key = t.message_key)`,
    to: 'where true',
    test: stores,
  },
  {
    guarantee: 'G2',
    defect: 'a delivery looks for its repetition while somebody folds it',
    file: 'src/persistence/mail-writer.ts',
    from: 'transaction.send(holdInstances, [ids]);',
    to: '',
    test: stores,
  },
  {
    guarantee: 'G3',
    defect: 'two batches move one instance at the same time',
    file: 'src/persistence/sql/load-instances.ts',
    from: 'for update of i`',
    to: '`',
    test: stores,
  },
  {
    guarantee: 'G3',
    defect: 'mail that is known from the history is folded again',
    file: 'src/persistence/postgres-instance-store.ts',
    from: 'mail.filter(({ known }) => !known)',
    to: 'mail.filter(() => true)',
    test: stores,
  },
  {
    guarantee: 'G3',
    defect: 'a repeated answer is told as a new one',
    file: 'src/engine/judge-message.ts',
    from: "? { kind: 'repeated' }",
    to: "? { kind: 'refused', code: 'late-answer' }",
    test: folding,
  },
  {
    guarantee: 'G4',
    defect: 'a worker that has lost its turn is believed',
    file: 'src/engine/judge-message.ts',
    from: 'if (body.epoch !== undefined && body.epoch !== execution.epoch)',
    to: 'if (body.epoch === -1)',
    test: folding,
  },
  {
    guarantee: 'G4',
    defect: 'a claim does not raise the fence',
    file: 'src/persistence/sql/claim-executions.ts',
    from: "set status = 'running', epoch = e.epoch + 1,",
    to: "set status = 'running', epoch = e.epoch,",
    test: stores,
  },
  {
    guarantee: 'G4',
    defect: 'somebody else gives back what is not his any more',
    file: 'src/persistence/sql/claim-executions.ts',
    from: `where e.instance_id = t.instance_id and e.ordinal = t.ordinal and e.epoch = t.epoch and e.status = 'running'\`,
};

export const renewLeases`,
    to: `where e.instance_id = t.instance_id and e.ordinal = t.ordinal\`,
};

export const renewLeases`,
    test: stores,
  },
  {
    guarantee: 'G5',
    defect: 'a department is called again under a new key',
    file: 'src/engine/department-call.ts',
    from: 'idempotencyKey: id,',
    to: 'idempotencyKey: `${id}.${claimed.attempts}`,',
    test: handling,
  },
  {
    guarantee: 'G6',
    defect: 'a database that forgets what it has acknowledged is used',
    file: 'src/wiring/database.ts',
    from: 'await refuseUnsafe(config.databaseUrl);',
    to: '',
    test: ['integration', 'test/integration/external-database.spec.ts'],
  },
  {
    guarantee: 'G7',
    defect: 'what is ready is not rung for again',
    file: 'src/engine/sweep.ts',
    from: 'this.ringDue(),',
    to: 'Promise.resolve(0),',
    test: sweeping,
  },
  {
    guarantee: 'G7',
    defect: 'mail whose wake-up was lost stays where it is',
    file: 'src/engine/sweep.ts',
    from: 'this.foldForgotten(),',
    to: 'Promise.resolve(0),',
    test: sweeping,
  },
  {
    guarantee: 'G7',
    defect: 'a bell whose first ring failed stays dead',
    file: 'src/queue/queue-bell.ts',
    from: 'this.discard(queue);',
    to: '',
    test: queue,
  },
  {
    guarantee: 'G8',
    defect: 'a queue that hears nothing is listened to for an hour',
    file: 'src/queue/queue-backend.ts',
    from: 'drainDelay: 9,',
    to: 'drainDelay: 3_600,',
    also: { file: 'src/queue/department-workers.ts', from: 'const DEAF_MS = 4_000;', to: 'const DEAF_MS = 3_600_000;' },
    test: ['integration', 'test/integration/deaf-queue.spec.ts'],
  },
  {
    guarantee: 'G9',
    defect: 'a lease goes by the clock of a machine that is a day behind',
    file: 'src/persistence/sql/claim-executions.ts',
    from: `available_at = now() + $4 * interval '1 millisecond'
      from free`,
    to: `available_at = now() - interval '1 day' + $4 * interval '1 millisecond'
      from free`,
    test: stores,
  },
  {
    guarantee: 'G9',
    defect: 'timers fire early',
    file: 'src/persistence/sql/inbox.ts',
    from: 't.fire_at <= ${BUSINESS_NOW}',
    to: "t.fire_at <= ${BUSINESS_NOW} + interval '1 day'",
    test: stores,
  },
  {
    guarantee: 'G9',
    defect: 'a later timer of a case overtakes an earlier one that somebody holds',
    file: 'src/persistence/sql/inbox.ts',
    from: 'and d.place = 1 + (',
    to: 'and d.place >= 1 + 0 * (',
    test: stores,
  },
  {
    guarantee: 'G9',
    defect: 'a make-up day counts as a day off',
    file: 'src/core/calendar.ts',
    from: "return kind === 'workingDay' || kind === 'makeUpDay';",
    to: "return kind === 'workingDay';",
    test: ['unit', 'src/core/calendar.spec.ts'],
  },
  {
    guarantee: 'G9',
    defect: 'the day of acceptance counts',
    file: 'src/core/calendar.ts',
    from: 'let day = from;',
    to: 'let day = addDays(from, -1);',
    test: ['unit', 'src/core/calendar.spec.ts'],
  },
  {
    guarantee: 'G10',
    defect: 'all departments share the connections of one',
    file: 'src/connectors/http-department-gateway.ts',
    from: 'dispatcher: this.agentOf(department),',
    to: "dispatcher: this.agentOf('all'),",
    test: gateway,
  },
  {
    guarantee: 'G10',
    defect: 'a call has no total deadline',
    file: 'src/connectors/http-department-gateway.ts',
    from: 'AbortSignal.any([AbortSignal.timeout(timeoutMs), this.leaving.signal])',
    to: 'this.leaving.signal',
    test: gateway,
  },
  {
    guarantee: 'G10',
    defect: 'a department that asks for time is called again at once',
    file: 'src/connectors/http-department-gateway.ts',
    from: "unavailable(problem, retryAfterMs(headers['retry-after']))",
    to: 'unavailable(problem)',
    test: gateway,
  },
  {
    guarantee: 'G11',
    defect: 'what breaks its handler once is given up for good',
    file: 'src/engine/handle-executions.ts',
    from: 'const MOST_THROWN = 3;',
    to: 'const MOST_THROWN = 1;',
    test: handling,
  },
  {
    guarantee: 'G11',
    defect: 'what ends its workers is tried for ever',
    file: 'src/engine/handle-executions.ts',
    from: 'const MOST_LOST = 12;',
    to: 'const MOST_LOST = 12_000;',
    test: handling,
  },
  {
    guarantee: 'G11',
    defect: 'a message that breaks the fold breaks its batch',
    file: 'src/engine/fold.ts',
    from: 'return this.poisoned(stored, message, error);',
    to: 'throw error;',
    test: folding,
  },
  {
    guarantee: 'G11',
    defect: 'an item that cannot be written holds up those beside it',
    file: 'src/engine/batches.ts',
    from: 'else parts.unshift(part.slice(0, middle), part.slice(middle));',
    to: 'else for (const { reject } of part) reject(error);',
    test: ['unit', 'src/engine/batches.spec.ts'],
  },
  {
    guarantee: 'G12',
    defect: 'a full disk is an inner error, after which nobody asks again',
    file: 'src/engine/outage.ts',
    from: '|53\\w{3}|',
    to: '|',
    test: ['unit', 'src/api/problems/problem-of.spec.ts'],
  },
  {
    guarantee: 'G13',
    defect: 'a process that stops keeps what it has not begun',
    file: 'src/engine/handle-executions.ts',
    from: 'this.stopping = true;',
    to: '',
    test: handling,
  },
  {
    guarantee: 'G14',
    defect: 'what comes faster than it is written is kept in memory without end',
    file: 'src/engine/batches.ts',
    from: 'this.waiting.length >= MOST_AWAITED',
    to: 'false',
    test: ['unit', 'src/engine/batches.spec.ts'],
  },
  {
    guarantee: 'G15',
    defect: 'a running case follows the newest definition, not its own',
    file: 'src/engine/definitions.ts',
    from: 'buildChart(this.get(event, version), subjects)',
    to: 'buildChart(this.find(event) ?? this.get(event, version), subjects)',
    test: replaying,
  },
  {
    guarantee: 'G15',
    defect: 'a new build takes a corrected application for a failure',
    file: 'src/core/chart.ts',
    from: "[`${region.id}.corrected`]: { target: 'active' }",
    to: "[`${region.id}.corrected`]: { target: 'failed' }",
    test: replaying,
  },
  {
    guarantee: 'G16',
    defect: 'a timer is armed and not written',
    file: 'src/persistence/postgres-instance-store.ts',
    from: 'sendIfAny(transaction, insertTimers, timers);',
    to: '',
    test: stores,
  },
  {
    guarantee: 'G16',
    defect: 'nobody looks for cases that nothing can wake',
    file: 'src/persistence/sql/inbox.ts',
    from: "where i.status = 'running' and i.moved_at <=",
    to: "where i.status = 'stalled' and i.moved_at <=",
    test: stores,
  },
  {
    guarantee: 'G17',
    defect: 'a step that needs every subject starts when the first of them is done',
    file: 'src/core/chart.ts',
    from: '{ all: [ended, { any: completed }] }',
    to: '{ any: completed }',
    test: charts,
  },
  {
    guarantee: 'G17',
    defect: 'a step starts without what it needs',
    file: 'src/core/chart.ts',
    from: "exits.push({ guard: `${region.id}: needs are met`, target: 'active' });",
    to: "exits.push({ target: 'active' });",
    test: charts,
  },
  {
    guarantee: 'G17',
    defect: 'a step goes on in a case that was stopped',
    file: 'src/core/chart.ts',
    from: `  return {
    always: [stopped],
    entry: [act(step.kind === 'handler' ? 'dispatch' : 'openTask')],`,
    to: `  return {
    always: [],
    entry: [act(step.kind === 'handler' ? 'dispatch' : 'openTask')],`,
    test: charts,
  },
  {
    guarantee: 'G17',
    defect: 'an event that the state does not expect is ignored in silence',
    file: 'src/core/transition.ts',
    from: "if (before.status !== 'active' || !before.can(event)) return { accepted: false };",
    to: '',
    test: charts,
  },
  {
    guarantee: 'G24',
    defect: 'whoever finds no connection free waits without end',
    file: 'src/persistence/pool.ts',
    from: 'connectionTimeoutMillis: CONNECT_MS,',
    to: 'connectionTimeoutMillis: 0,',
    test: ['integration', 'test/integration/pool.spec.ts'],
  },
  {
    guarantee: 'G24',
    defect: 'each dead connection is found out one by one',
    file: 'src/persistence/pool.ts',
    from: '  dropSilent(pool);\n',
    to: '',
    test: ['integration', 'test/integration/pool.spec.ts'],
  },
  {
    guarantee: 'G24',
    defect: 'those behind a batch that was never answered wait as long again',
    file: 'src/engine/batches.ts',
    from: 'if (this.options.isAwaited && outage !== undefined',
    to: 'if (false && outage !== undefined',
    test: ['unit', 'src/engine/batches.spec.ts'],
  },
  {
    guarantee: 'fairness',
    defect: 'a crowd of one life event goes before everybody else',
    file: 'src/queue/waiting-line.ts',
    from: 'this.lines.delete(event);\n      const [id]',
    to: 'const [id]',
    test: ['unit', 'src/queue/waiting-line.spec.ts'],
  },
];
