import { addDays, instantOn, InvariantError, subjectFact, type Facts, type OfficialCalendar } from '../core';
import type { Definitions } from '../engine/definitions';
import type { ArmedTimer, Move, OpenedExecution } from '../engine/instance';
import { getStep } from '../engine/judge-message';
import type { MessageBody } from '../engine/message';
import type { StoredClock } from '../engine/stored-clock';
import { Agenda } from './agenda';
import { drawTime, drawWeighted, type Draws } from './draws';
import { LiveCase, standingOf, type LiveExecution } from './live-case';
import { OpeningTimes } from './opening-times';
import {
  answerAttempt,
  answerPerson,
  attemptTime,
  decideTask,
  failAttempt,
  loadOf,
  repairStep,
  type Attempted,
  type Luck,
} from './people';
import type { EventLoad, Scenario, Situation } from './scenario';
import type { Department, Operators, Person } from './staff';
import { Station } from './station';
import { StationBooks, type StationFigures } from './station-books';
import { EventTally, type EventFigures } from './tally';

/** What one run of a scenario came to. */
export interface Run {
  readonly events: Readonly<Record<string, EventFigures>>;
  readonly departments: Readonly<Record<string, StationFigures>>;
  readonly operators: StationFigures;
  /** Hours that work waited for a clerk in open time, by department. */
  readonly openWait: Readonly<Record<string, number>>;
  readonly messages: number;
  /** True where a time limit crosses a year whose calendar is not published. */
  readonly provisional: boolean;
}

/** What a run starts from. */
export interface Staging {
  readonly scenario: Scenario;
  readonly definitions: Definitions;
  readonly calendar: OfficialCalendar;
  readonly draws: Draws;
  /** When cases come, by life event, in order. */
  readonly arrivals: ReadonlyMap<string, readonly number[]>;
  /** Clerks more than the scenario says, by department. */
  readonly more?: Readonly<Record<string, number>>;
}

const IN_A_DAY: Person = { answerTime: { kind: 'constant', unit: 'days', value: 1 } };
const IN_AN_HOUR: Operators = { answerTime: { kind: 'constant', unit: 'hours', value: 1 } };
const WATCH_DAYS = 90;

/** Cases on a virtual clock: what happens next is due next, and every message goes through the engine's own fold. */
export class Simulation {
  private readonly agenda = new Agenda();
  private readonly stations = new Map<string, Station>();
  private readonly operators: Station;
  private readonly tallies = new Map<string, EventTally>();
  private readonly opensAt: number;
  private readonly endsAt: number;
  private readonly stopsAt: number;
  private open = 0;
  private toCome = 0;
  private messages = 0;

  constructor(private readonly staging: Staging) {
    const { from, until, warmUpDays = 0, watchDays = WATCH_DAYS, departments, operators } = staging.scenario;
    this.opensAt = instantOn(from, '00:00').getTime();
    this.endsAt = instantOn(until, '24:00').getTime();
    this.stopsAt = this.endsAt + watchDays * 86_400_000;
    const begins = instantOn(addDays(from, -warmUpDays), '00:00').getTime();
    for (const [name, department] of departments) {
      const more = staging.more?.[name] ?? 0;
      this.stations.set(name, this.openStation(department, begins, more));
    }
    this.operators = this.openStation(operators ?? IN_AN_HOUR, begins, 0);
  }

  private openStation(staff: Pick<Department, 'clerks' | 'hours' | 'outages'>, begins: number, more: number): Station {
    const { clerks, hours = [], outages = [] } = staff;
    const times = new OpeningTimes(hours, outages, this.staging.calendar, begins);
    const starts = outages.map(({ from }) => Date.parse(from)).sort((a, b) => a - b);
    const books = new StationBooks(times, this.opensAt, this.endsAt);
    return new Station(clerks === undefined ? Infinity : clerks + more, times, starts, this.agenda, books);
  }

  run(): Run {
    for (const [event, times] of this.staging.arrivals) {
      this.tallies.set(event, new EventTally(this.definitionOf(event)));
      this.toCome += times.length;
      this.expect(event, times, 0);
    }
    for (let next = this.agenda.next(); next !== undefined && next.time < this.stopsAt; next = this.agenda.next()) {
      next.happen(next.time);
      if (this.open === 0 && this.toCome === 0) break;
    }
    return this.figures();
  }

  private figures(): Run {
    const named = [...this.stations].sort(([a], [b]) => (a < b ? -1 : 1));
    return {
      events: Object.fromEntries([...this.tallies].map(([event, tally]) => [event, tally.figures()])),
      departments: Object.fromEntries(named.map(([name, { books, clerks }]) => [name, books.figures(clerks)])),
      operators: this.operators.books.figures(this.operators.clerks),
      openWait: Object.fromEntries(named.map(([name, { books }]) => [name, books.openWaitTotal])),
      messages: this.messages,
      provisional: [...this.tallies.values()].some(({ provisional }) => provisional),
    };
  }

  private expect(event: string, times: readonly number[], n: number): void {
    const at = times[n];
    if (at === undefined) return;
    this.agenda.at(at, (now) => {
      this.toCome -= 1;
      this.expect(event, times, n + 1);
      this.arrive(event, n + 1, now);
    });
  }

  private arrive(event: string, number: number, now: number): void {
    const definition = this.definitionOf(event);
    const { situations } = this.loadOf(event);
    const [u] = this.staging.draws(`${event}|${number}|situation`);
    const situation = drawWeighted(situations, ({ weight }) => weight, u);
    const subjects = situation.subjects ?? 1;
    const chart = this.staging.definitions.chart(event, definition.version, subjects);
    const live = new LiveCase(chart, number, now, situation, now >= this.opensAt, this.staging.calendar);
    this.open += 1;
    const move = live.begin(factsOf(live, situation), now);
    this.tallyOf(live).began(live);
    this.follow(live, move, now);
    if (live.clock !== undefined) this.watch(live, undefined, live.clock);
  }

  private tell(live: LiveCase, body: MessageBody, now: number): Move | undefined {
    if (live.isOver) return undefined;
    const move = live.take(body, now);
    this.follow(live, move, now);
    return move;
  }

  /** Sees to it that everything a move has opened goes on. */
  private follow(live: LiveCase, move: Move, now: number): void {
    this.messages += 1;
    this.tallyOf(live).moved(live, move, now);
    if (move.ended) {
      this.open -= 1;
      live.forget();
      return;
    }
    for (const opened of move.opened) if (live.isOpen(opened.id)) this.serve(live, opened, now);
    for (const timer of move.timers) this.arm(live, timer, now);
    for (const { region } of move.incidents) this.repair(live, region, now);
    for (const { id, clock } of move.clocks) this.watch(live, id, clock);
    if (move.caseClock !== undefined && move.history[0]?.seq !== 1) this.watch(live, undefined, move.caseClock);
    for (const region of standingOf(live.chart, live.state).waits) this.await(live, region, now);
  }

  private serve(live: LiveCase, { id, region, department, clock }: OpenedExecution, now: number): void {
    const execution = live.executions.get(id) as LiveExecution;
    const step = getStep(live.chart, region);
    if (step.kind === 'wait') throw new InvariantError(`A wait was opened as work: ${region}`);
    this.watch(live, id, clock);
    const luck: Luck = { draws: this.staging.draws, key: `${live.name}|${region}|${live.visit(region)}` };
    if (execution.kind === 'correction' || execution.kind === 'escalation') {
      const { applicant, officer } = this.staging.scenario;
      const person = (execution.kind === 'correction' ? applicant : officer) ?? IN_A_DAY;
      const { inMs, body } = answerPerson(person, step, luck, execution);
      this.agenda.at(now + inMs, (at) => this.tell(live, body, at));
      return;
    }
    this.attempt(live, execution, department, luck, 1, now);
  }

  private attempt(
    live: LiveCase,
    execution: LiveExecution,
    name: string,
    luck: Luck,
    attempt: number,
    now: number,
  ): void {
    const step = getStep(live.chart, execution.region);
    const department = this.staging.scenario.departments.get(name) as Department;
    const load = loadOf(this.loadOf(live.chart.definition.name), execution.step);
    const over = (come: Attempted, at: number): void => {
      if ('body' in come) this.tell(live, come.body, at);
      else
        this.agenda.at(at + come.againInMs, (later) => this.attempt(live, execution, name, luck, attempt + 1, later));
    };
    this.stationOf(name).enter(
      {
        takes: attemptTime(department, load, luck, attempt),
        isWanted: () => !live.isOver && live.isOpen(execution.id),
        done: (at) => {
          if (step.kind === 'task') over({ body: decideTask(step, load, luck, execution) }, at);
          else if (step.kind === 'handler') over(answerAttempt(step, department, load, luck, execution, attempt), at);
        },
        lost: (at) => {
          // What a person had begun is taken up anew.
          over(step.kind === 'handler' ? failAttempt(step, luck, execution.id, attempt) : { againInMs: 0 }, at);
        },
      },
      now,
    );
  }

  private repair(live: LiveCase, region: string, now: number): void {
    // Poison: a message broke the fold. In a simulation that is a fault of the definition, and no operator cures it.
    if (region === '') throw new InvariantError(`A case of ${live.chart.definition.name} broke in a fold`);
    const key = `${live.name}|${region}|repair|${live.visit(`repair ${region}`)}`;
    const { takes, repair } = repairStep(this.staging.scenario.operators ?? IN_AN_HOUR, {
      draws: this.staging.draws,
      key,
    });
    const done = (at: number): void =>
      void this.tell(live, { type: 'repair', region, repair, reason: 'simulated' }, at);
    this.operators.enter({ takes, isWanted: () => !live.isOver, done, lost: done }, now);
  }

  private arm(live: LiveCase, timer: ArmedTimer, now: number): void {
    this.agenda.at(Math.max(now, live.timerFiresAt(timer, now)), (at) => {
      if (live.isOver || !live.isArmed(timer)) return;
      this.tell(live, { type: 'timer', region: timer.region, timer: timer.timer }, at);
    });
  }

  /** The signal that a wait is for, once for each wait. */
  private await(live: LiveCase, region: string, now: number): void {
    const step = getStep(live.chart, region);
    if (step.kind !== 'wait' || step.signal === undefined || live.told.has(`${region} awaited`)) return;
    live.told.add(`${region} awaited`);
    const { signal } = step;
    const load = this.loadOf(live.chart.definition.name).signals?.get(signal);
    const [u, v, luck] = this.staging.draws(`${live.name}|${region}|signal`);
    if (load === undefined || luck < (load.never ?? 0)) return;
    this.agenda.at(now + drawTime(load.after, u, v), (at) => this.tell(live, { type: 'signal', signal, region }, at));
  }

  /** Looks at a clock when it reaches its next level, as the product does. */
  private watch(live: LiveCase, id: string | undefined, { nextLevelAt }: StoredClock): void {
    if (nextLevelAt === undefined) return;
    this.agenda.at(nextLevelAt.getTime(), (now) => {
      if (live.isOver) return;
      const execution = id === undefined ? undefined : live.executions.get(id);
      const clock = id === undefined ? live.clock : execution?.clock;
      if (clock?.nextLevelAt === undefined || clock.nextLevelAt.getTime() > now) return;
      const move = this.tell(
        live,
        { type: 'deadline', ...(id === undefined ? {} : { execution: id }), level: clock.level },
        now,
      );
      const after = id === undefined ? move?.caseClock : move?.clocks.find((one) => one.id === id)?.clock;
      if (after !== undefined && after !== clock) this.tallyOf(live).looked(live, execution, after);
    });
  }

  private definitionOf(event: string): ReturnType<Definitions['get']> {
    const definition = this.staging.definitions.find(event);
    if (definition === undefined) throw new InvariantError(`There is no life event "${event}"`);
    return definition;
  }

  private loadOf(event: string): EventLoad {
    return this.staging.scenario.events.get(event) as EventLoad;
  }

  private tallyOf(live: LiveCase): EventTally {
    return this.tallies.get(live.chart.definition.name) as EventTally;
  }

  private stationOf(department: string): Station {
    const station = this.stations.get(department);
    if (station === undefined) throw new InvariantError(`The scenario says nothing of "${department}"`);
    return station;
  }
}

/** The facts of a case: those of a subject hold for each of its subjects. */
function factsOf({ chart: { definition, subjects } }: LiveCase, { facts }: Situation): Facts {
  const bound = Object.entries(facts).flatMap(([name, value]) =>
    subjectFact(definition, name, 1) === name
      ? [[name, value] as const]
      : Array.from({ length: subjects }, (_, n) => [subjectFact(definition, name, n + 1), value] as const),
  );
  return Object.fromEntries(bound);
}
