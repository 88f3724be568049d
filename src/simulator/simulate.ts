import { addDays, officialCalendar, type LifeEvent, type OfficialCalendar } from '../core';
import { Definitions } from '../engine/definitions';
import { listedArrivals, poissonArrivals } from './arrivals';
import { newest } from './check-scenario';
import { drawsOf } from './draws';
import type { Scenario } from './scenario';
import { Simulation, type Run } from './simulation';
import type { StationFigures } from './station-books';
import type { EventFigures } from './tally';

export interface SimulationResult {
  readonly scenario: {
    readonly from: string;
    readonly until: string;
    readonly warmUpDays: number;
    readonly watchDays: number;
    readonly seed: number;
    readonly calendar: string;
    /** True where a time limit crosses a year whose holidays are not published. */
    readonly provisional: boolean;
  };
  readonly events: Readonly<Record<string, EventFigures>>;
  readonly departments: Readonly<Record<string, StationFigures>>;
  readonly operators: StationFigures;
  /** Where the most time is waited for a clerk while the department is open; `null` where nobody waits for one. */
  readonly bottleneck: string | null;
  /** The same cases with the same luck, and one clerk more at the bottleneck. */
  readonly oneMoreClerk: {
    readonly department: string;
    readonly events: Readonly<Record<string, EventFigures>>;
    readonly departments: Readonly<Record<string, StationFigures>>;
  } | null;
  /** Messages folded, both runs together. */
  readonly messages: number;
}

export interface SimulateOptions {
  readonly calendar?: OfficialCalendar;
  /** Reads a file of arrivals that the scenario names. */
  readonly readFile?: (file: string) => string;
  /** False: the question what one clerk more would change is not asked. */
  readonly oneMoreClerk?: boolean;
}

/** Runs a scenario that has been checked, and once more with one clerk more where most is waited. */
export function simulate(
  scenario: Scenario,
  definitions: readonly LifeEvent[],
  { calendar = officialCalendar, readFile, oneMoreClerk = true }: SimulateOptions = {},
): SimulationResult {
  const { from, until, warmUpDays = 0, watchDays = 90, seed = 1 } = scenario;
  const draws = drawsOf(seed);
  const used = [...scenario.events.keys()].map((name) => newest(definitions, name) as LifeEvent);
  const staging = {
    ...{ scenario, calendar: remembering(calendar), draws },
    definitions: new Definitions(used),
    arrivals: arrivalsOf(scenario, calendar, seed, readFile),
  };
  const run = new Simulation(staging).run();
  const bottleneck = bottleneckOf(run);
  const more =
    oneMoreClerk && bottleneck !== null ? new Simulation({ ...staging, more: { [bottleneck]: 1 } }).run() : undefined;
  return {
    scenario: {
      ...{ from, until, warmUpDays, watchDays, seed },
      ...{ calendar: calendar.version, provisional: run.provisional },
    },
    ...{ events: run.events, departments: run.departments, operators: run.operators },
    bottleneck,
    oneMoreClerk:
      more === undefined || bottleneck === null
        ? null
        : { department: bottleneck, events: more.events, departments: more.departments },
    messages: run.messages + (more?.messages ?? 0),
  };
}

/** Working days are asked for a million times, and there are a few hundred of them. */
function remembering(calendar: OfficialCalendar): OfficialCalendar {
  const known = new Map<string, boolean>();
  const isWorkingDay = (day: string): boolean => {
    let worked = known.get(day);
    if (worked === undefined) known.set(day, (worked = calendar.isWorkingDay(day)));
    return worked;
  };
  return { ...calendar, isWorkingDay, kindOf: (day) => calendar.kindOf(day) };
}

function arrivalsOf(
  { from, until, warmUpDays = 0, events }: Scenario,
  calendar: OfficialCalendar,
  seed: number,
  readFile: SimulateOptions['readFile'],
): ReadonlyMap<string, readonly number[]> {
  const days = { warmUpFrom: addDays(from, -warmUpDays), first: from, last: until };
  return new Map(
    [...events].map(([name, { arrivals }]) => {
      if (arrivals.kind === 'poisson') {
        const own = drawsOf(seed);
        return [name, poissonArrivals(arrivals, days, calendar, (key) => own(`${name}|arrival|${key}`))] as const;
      }
      const text = readFile?.(arrivals.file ?? '') ?? '';
      return [name, listedArrivals(text, days.warmUpFrom, until, `/events/${name}/arrivals/file`)] as const;
    }),
  );
}

/** By the time that is waited in open hours: nights make a queue too, and no clerk would shorten that. */
function bottleneckOf({ departments, openWait }: Run): string | null {
  const [worst] = Object.entries(openWait)
    .filter(([name, hours]) => hours > 1e-6 && departments[name]?.clerks !== null)
    .sort(([, a], [, b]) => b - a);
  return worst?.[0] ?? null;
}
