import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import { HttpDepartmentGateway } from '../connectors/http-department-gateway';
import { Advancer } from '../engine/advancer';
import type { Seat } from '../engine/attendants';
import { BulkRepairLoop } from '../engine/bulk-repair-loop';
import { FollowedCalendars } from '../engine/calendars';
import { DeadlineRound } from '../engine/deadline-round';
import { Definitions } from '../engine/definitions';
import { DepartmentGates } from '../engine/department-gates';
import { MessageDelivery } from '../engine/deliver-message';
import { EarlySignals } from '../engine/early-signals';
import { ExecutionHandler } from '../engine/handle-executions';
import { BulkRepairs } from '../engine/run-bulk-repairs';
import { ClockMover } from '../engine/move-clock';
import { InstanceStarter } from '../engine/start-instance';
import { Sweep } from '../engine/sweep';
import { noTelemetry } from '../engine/telemetry';
import { HolderWatch } from '../engine/watch-holders';
import { CaseCipher } from '../persistence/case-cipher';
import { DatabaseClock } from '../persistence/database-clock';
import { openPool } from '../persistence/pool';
import { PostgresBulkRepairs } from '../persistence/postgres-bulk-repairs';
import { PostgresCalendarStore } from '../persistence/postgres-calendar-store';
import { PostgresDeadlineStore } from '../persistence/postgres-deadline-store';
import { PostgresDrafts } from '../persistence/postgres-drafts';
import { PostgresEarlySignals } from '../persistence/postgres-early-signals';
import { PostgresExecutionStore } from '../persistence/postgres-execution-store';
import { PostgresGateStore } from '../persistence/postgres-gate-store';
import { PostgresInstanceStore } from '../persistence/postgres-instance-store';
import { PostgresPresence } from '../persistence/postgres-presence';
import { publishDefinitions } from '../persistence/publish-definitions';
import { DepartmentWorkers } from '../queue/department-workers';
import { postgresBackend, redisBackend, type QueueBackend } from '../queue/queue-backend';
import { QueueBell } from '../queue/queue-bell';
import { DeadlineLoop } from './deadline-loop';
import { departmentsOf } from './departments-of';
import type { EngineSettings, WorkerSettings } from './engine-settings';
import { randomIds } from './ids';
import { repeatedly, type Repeated } from './repeatedly';

/** Rings of one department that a process works off at the same time: as many as the bell leaves unanswered. */
const RINGS_AT_ONCE = 2;
const LEASE_MS = 30_000;
const ASK_AFTER_MS = 30_000;
const SWEEP_MS = 5_000;
/** A year that another process has imported is counted with after at most so long. */
const CALENDAR_MS = 5_000;
/** What another process changes about a department counts here after this. */
const GATES_MS = 2_000;
/** How often an engine looks whether another one has gone. */
const WATCH_MS = 1_000;
/** … and when it knows of no other: others that come are noticed after this. */
const ALONE_MS = 5_000;
/** When the process stops, departments have so long to answer what they are being asked. */
const LONGEST_WAIT_MS = 1_500;

/** The engine put together: every part it needs to accept, advance and sweep; workers are started on demand. */
export class Engine {
  private handler: ExecutionHandler | undefined;
  private workers: DepartmentWorkers | undefined;
  private sweepTimer: NodeJS.Timeout | undefined;
  private readonly following: Repeated[] = [];
  private watching: Repeated | undefined;
  private readonly soon = new Set<NodeJS.Timeout>();
  private sweeping: Promise<void> = Promise.resolve();

  private constructor(
    private readonly settings: EngineSettings,
    readonly pool: Pool,
    readonly clock: DatabaseClock,
    private readonly backend: QueueBackend,
    readonly bell: QueueBell,
    readonly definitions: Definitions,
    readonly cipher: CaseCipher,
    readonly instances: PostgresInstanceStore,
    readonly executions: PostgresExecutionStore,
    readonly advancer: Advancer,
    readonly starter: InstanceStarter,
    readonly delivery: MessageDelivery,
    readonly early: EarlySignals,
    readonly drafts: PostgresDrafts,
    readonly sweep: Sweep,
    readonly gates: DepartmentGates,
    readonly bulkRepairs: PostgresBulkRepairs,
    readonly repairing: BulkRepairLoop,
    readonly calendars: FollowedCalendars,
    readonly clockMover: ClockMover,
    readonly presence: PostgresPresence,
    private readonly counting: DeadlineLoop,
  ) {}

  static async start(settings: EngineSettings): Promise<Engine> {
    const telemetry = settings.telemetry ?? noTelemetry;
    const pool = openPool(settings.databaseUrl, {
      max: 12,
      onWaited: (ms) => telemetry.waited(ms),
      onLost: (error) => settings.log.warn({ error: error.message }, 'an idle database connection was lost'),
    });
    await publishDefinitions(pool, settings.definitions);
    const clock = await DatabaseClock.start(pool, settings.clock).catch(async (error: unknown) => {
      await pool.end();
      throw error;
    });
    const later: { deadlines?: DeadlineRound } = {};
    const calendars = new FollowedCalendars(new PostgresCalendarStore(pool), () => later.deadlines?.calendarChanged());
    const definitions = new Definitions(settings.definitions);
    const backend =
      settings.redisUrl === undefined
        ? postgresBackend(settings.databaseUrl, departmentsOf(settings.definitions).length)
        : redisBackend(settings.redisUrl);
    const bell = new QueueBell(backend, {}, telemetry);
    const cipher = new CaseCipher(settings.masterKey);
    const instances = new PostgresInstanceStore(pool, cipher, definitions);
    const executions = new PostgresExecutionStore(pool, cipher, definitions);
    const advancer = new Advancer(instances, definitions, bell, settings.onMoved, undefined, calendars, telemetry);
    const delivery = new MessageDelivery(instances, advancer, telemetry);
    const early = new EarlySignals(new PostgresEarlySignals(pool, cipher, definitions), delivery, definitions);
    const starter = new InstanceStarter(instances, definitions, bell, clock, randomIds, calendars, telemetry, early);
    const gates = new DepartmentGates(new PostgresGateStore(pool), clock, calendars, {
      worker: randomUUID(),
      leaseMs: LEASE_MS,
    });
    await gates.refresh();
    const drafts = new PostgresDrafts(pool, cipher, settings.draftDays);
    const sweep = new Sweep(instances, executions, advancer, bell.again, gates, telemetry, early, drafts);
    const bulkRepairs = new PostgresBulkRepairs(pool, cipher);
    const repairing = new BulkRepairLoop(new BulkRepairs(bulkRepairs, delivery), (error) =>
      settings.log.warn({ error: error instanceof Error ? error.message : 'unknown' }, 'a bulk repair did not go on'),
    );
    const presence = await PostgresPresence.start(settings.databaseUrl, pool);
    const deadlines = new DeadlineRound(new PostgresDeadlineStore(pool), advancer, calendars);
    later.deadlines = deadlines;
    const clockMover = new ClockMover(clock, instances, advancer, sweep, deadlines);
    await calendars.refresh();
    calendars.follow(CALENDAR_MS);
    settings.log.info(
      { session: presence.name, queue: backend.kind, calendar: calendars.current().version, clock: clock.mode },
      'engine ready',
    );
    const engine = new Engine(
      settings,
      pool,
      clock,
      backend,
      bell,
      definitions,
      cipher,
      instances,
      executions,
      advancer,
      starter,
      delivery,
      early,
      drafts,
      sweep,
      gates,
      bulkRepairs,
      repairing,
      calendars,
      clockMover,
      presence,
      new DeadlineLoop(deadlines, settings.log),
    );
    // While the database is away, what was read last counts.
    engine.following.push(
      repeatedly(
        () => gates.refresh(),
        () => GATES_MS,
        GATES_MS,
      ),
    );
    return engine;
  }

  get queueKind(): QueueBackend['kind'] {
    return this.backend.kind;
  }

  async startWorkers({ departments, concurrency = 32 }: WorkerSettings = {}): Promise<void> {
    const { presence } = this;
    this.handler = new ExecutionHandler(this.executions, this.settings.gateway, this.advancer, this.definitions, {
      get worker() {
        return presence.name;
      },
      concurrency,
      leaseMs: this.settings.leaseMs ?? LEASE_MS,
      askAfterMs: ASK_AFTER_MS,
      jitter: Math.random,
      onRetry: (department, id, inMs) => this.ringSoon(department, id, inMs),
      gates: this.gates,
      telemetry: this.settings.telemetry ?? noTelemetry,
    });
    this.workers = new DepartmentWorkers(this.backend, this.bell, this.handler, {
      departments: departments ?? departmentsOf(this.settings.definitions),
      concurrency: RINGS_AT_ONCE,
      onError: (department, error) =>
        this.settings.log.warn(
          { department, error: error instanceof Error ? error.message : 'unknown' },
          'a ring was not worked off',
        ),
      onDeaf: (department) => this.settings.log.warn({ department }, 'the queue was not heard: its worker is replaced'),
    });
    const reserve = (department: string): Seat | undefined => this.bell.reserve(department);
    this.advancer.attend({
      get worker() {
        return presence.name;
      },
      leaseMs: this.settings.leaseMs ?? LEASE_MS,
      reserve,
    });
    await this.workers.ready();
  }

  /** At least once a lease, so that what has run out is found within two. */
  startSweeping(everyMs = Math.min(SWEEP_MS, this.settings.leaseMs ?? LEASE_MS)): void {
    const sweep = (): void => {
      let pauseMs = everyMs;
      const failed = (error: unknown): void =>
        this.settings.log.warn({ error: error instanceof Error ? error.message : 'unknown' }, 'a sweep failed');
      // What is freed is rung by the sweep that follows, which a failure here must not hold up.
      const freed = this.handler?.freeUnheld(this.presence.names).catch(failed) ?? Promise.resolve();
      this.sweeping = freed
        .then(() => this.sweep.run())
        .then((report) => {
          if (report.more) pauseMs = 0;
          if (report.unfolded + report.incidents > 0) this.settings.log.info({ ...report }, 'swept');
        }, failed);
      void this.sweeping.then(() => {
        if (this.sweepTimer !== undefined) this.sweepTimer = setTimeout(sweep, pauseMs);
      });
    };
    this.sweepTimer = setTimeout(sweep, 0);
    this.repairing.start();
    this.counting.start();
    const watch = new HolderWatch(this.presence, this.executions);
    const look = async (): Promise<void> => {
      if (!(await watch.look())) return;
      // Somebody has gone: what was held is swept up at once.
      await this.sweeping;
      if (this.sweepTimer === undefined) return;
      clearTimeout(this.sweepTimer);
      sweep();
    };
    this.watching = repeatedly(look, () => (watch.isAlone ? ALONE_MS : WATCH_MS));
  }

  /** Rings when an attempt may be repeated; what is further off than the next sweep is left to it. */
  private ringSoon(department: string, id: string, inMs: number): void {
    if (inMs >= SWEEP_MS) return;
    const soon = setTimeout(() => {
      this.soon.delete(soon);
      this.bell.ring(department, [id]);
    }, inMs);
    this.soon.add(soon);
  }

  /** Takes up nothing new, and finishes what is at hand or gives it back: no lease is left to run out. */
  async finish(): Promise<void> {
    clearTimeout(this.sweepTimer);
    this.sweepTimer = undefined;
    this.watching?.stop();
    this.handler?.stop();
    const { gateway } = this.settings;
    const impatience = setTimeout(() => {
      if (gateway instanceof HttpDepartmentGateway) gateway.leave();
    }, LONGEST_WAIT_MS);
    await Promise.all([this.sweeping, this.counting.stop(), this.repairing.stop()]);
    await this.workers?.close();
    clearTimeout(impatience);
    for (const soon of this.soon) clearTimeout(soon);
  }

  /** Finishes, then lets go of everything. */
  async stop(): Promise<void> {
    await this.finish();
    await this.bell.close();
    await this.backend.close();
    for (const one of this.following) one.stop();
    this.clock.stop();
    this.calendars.stop();
    await this.presence.stop();
    await this.pool.end();
    if (this.settings.gateway instanceof HttpDepartmentGateway) await this.settings.gateway.close();
  }
}
