import {
  openCauses,
  openNeeds,
  readRegion,
  readState,
  type Chart,
  type Facts,
  type Region,
  type Role,
  type Step,
} from '../core';
import type { ReadCase, ReadExecution } from './case-reader';
import { holdupOfDepartment, holdupOfTask, type HoldupKind, type DepartmentState } from './holdup-kind';
import { timeLeft, type TimeLeft } from './explain-time';
import type { Circumstances } from './case-circumstances';
import type { Reckoning } from './stored-clock';

/** Who must act before something goes on. `nobody`: a date does it. */
export type Actor =
  | { readonly kind: 'department'; readonly department: string; readonly role?: Role }
  | { readonly kind: 'roles'; readonly roles: readonly Role[] }
  | { readonly kind: 'applicant' }
  | { readonly kind: 'operator' }
  | { readonly kind: 'nobody' };

/** One thing that the case waits for. */
export interface Holdup {
  /** Undefined for the case as a whole. */
  readonly region?: Region;
  readonly kind: HoldupKind;
  /** Who must act; for a step that waits for others, whoever must act on those. Each once. */
  readonly on: readonly Actor[];
  /** The regions that must end first, for a step that waits for others. */
  readonly after: readonly Region[];
  readonly since: Date;
  /** When it goes on, or is tried again, without anybody's help; absent where nobody can know. */
  readonly until?: Date;
  /** Timers that are set, the next one first. */
  readonly timers: readonly { readonly timer: string; readonly at: Date }[];
  /** Why, as a stable code: of an incident, of a refusal that asks for a correction. */
  readonly reason?: string;
  /** Absent before the step has begun, and where it has no limit. */
  readonly time?: TimeLeft;
}

export interface Explanation {
  /** Empty exactly when the case has ended. */
  readonly holdups: readonly Holdup[];
  /** Time left of the case as a whole; absent where it has no limit or has ended. */
  readonly time?: TimeLeft;
}

/** What a case is judged by beside its own rows: the time, the calendar, and how its departments stand. */
export interface Surroundings extends Reckoning {
  readonly departments: (id: string) => DepartmentState;
}

/**
 * Says of a case what it waits for, on whom, since when, what unblocks it and how much time is left: computed from the
 * chart and from where the case stands, and from nothing else. Pure. A case that runs always has an answer.
 */
export function explainCase(
  chart: Chart,
  row: ReadCase,
  circumstances: Circumstances,
  around: Surroundings,
): Explanation {
  if (row.completedAt !== undefined) return { holdups: [] };
  const explained = new Explained(chart, row, circumstances, around);
  const holdups = [...explained.ofWholeCase(), ...chart.regions.flatMap((region) => explained.of(region) ?? [])];
  const limits = chart.definition.limit;
  const time =
    limits === undefined
      ? undefined
      : timeLeft({ ...chart.definition, limit: limits }, circumstances.caseClock, row.clock, around);
  return {
    // Nothing in the tables can move it: the sweep will say so with an incident of the whole case.
    holdups: holdups.length > 0 ? holdups : [explained.stalled()],
    ...(time === undefined ? {} : { time }),
  };
}

type Told = Pick<Holdup, 'kind' | 'on'> & Partial<Pick<Holdup, 'since' | 'until' | 'reason' | 'after'>>;

class Explained {
  private readonly states: Readonly<Record<string, string>>;
  private readonly facts: Facts;
  private readonly newest: ReadonlyMap<string, ReadExecution>;

  constructor(
    private readonly chart: Chart,
    private readonly row: ReadCase,
    private readonly circumstances: Circumstances,
    private readonly around: Surroundings,
  ) {
    const { regions, facts } = readState(row.state);
    this.states = regions;
    this.facts = facts;
    this.newest = new Map(row.executions.map((execution) => [execution.region, execution]));
  }

  ofWholeCase(): Holdup[] {
    return this.circumstances.incidents
      .filter(({ region }) => !this.chart.byId.has(region))
      .map(({ code, openedAt }) => ({
        ...{ kind: 'incident', on: [OPERATOR], after: [], since: openedAt, timers: [], reason: code },
      }));
  }

  stalled(): Holdup {
    return { kind: 'stalled', on: [OPERATOR], after: [], since: this.row.startedAt, timers: [] };
  }

  /** Undefined for a region that has ended. */
  of(region: Region): Holdup | undefined {
    const told = this.tell(region);
    if (told === undefined) return undefined;
    const { id } = region;
    const execution = this.newest.get(id);
    const step = this.stepOf(region);
    const timers = this.circumstances.timers.filter((timer) => timer.region === id);
    const clock = execution === undefined ? undefined : this.circumstances.clocks.get(execution.id);
    const time = step.kind === 'wait' ? undefined : timeLeft(step, clock, execution?.clock, this.around);
    return {
      region,
      since: execution?.openedAt ?? this.row.startedAt,
      after: [],
      timers: timers.map(({ timer, at }) => ({ timer, at })).sort((a, b) => a.at.getTime() - b.at.getTime()),
      ...told,
      ...(time === undefined ? {} : { time }),
    };
  }

  private stepOf({ step }: Region): Step {
    return this.chart.definition.steps[step] as Step;
  }

  private tell(region: Region): Told | undefined {
    const incident = this.circumstances.incidents.find((one) => one.region === region.id);
    const step = this.stepOf(region);
    const { status } = readRegion(this.states[region.id] ?? 'waiting');
    const execution = this.newest.get(region.id);
    const reason = execution?.reason?.code === undefined ? {} : { reason: execution.reason.code };
    switch (status) {
      case 'waiting':
        return this.waiting(region);
      case 'active':
        if (step.kind === 'wait') return this.waitUnderWay(region, step);
        if (step.kind === 'task') return { kind: holdupOfTask(execution?.status), on: [deskOf(step)] };
        return {
          ...holdupOfDepartment(execution, this.around.departments(step.department)),
          on: [{ kind: 'department', department: step.department }],
        };
      case 'suspended':
        return { kind: 'correction', on: [{ kind: 'applicant' }], ...reason };
      case 'escalated': {
        const asked = execution === undefined ? undefined : this.circumstances.roles.get(execution.id);
        const allowed = step.kind === 'task' ? (step.escalation?.roles ?? []) : [];
        return { kind: 'advice', on: [{ kind: 'roles', roles: asked === undefined ? allowed : [asked] }], ...reason };
      }
      case 'proposed':
        return { kind: 'second-person', on: step.kind === 'task' ? [deskOf(step)] : [] };
      case 'compensating':
      case 'correcting':
        if (step.kind !== 'handler') return undefined;
        return {
          ...holdupOfDepartment(execution, this.around.departments(step.department)),
          on: [{ kind: 'department', department: step.department }],
        };
      case 'undoByHand':
        if (step.kind !== 'handler') return undefined;
        return { kind: holdupOfTask(execution?.status), on: [deskOf({ ...step, role: 'departmentStaff' })] };
      case 'amendByHand':
        if (step.kind === 'wait') return undefined;
        return { kind: holdupOfTask(execution?.status), on: [deskOf({ role: 'departmentStaff', ...step })] };
      case 'undoFailed':
      case 'amendFailed':
      case 'failed':
        return {
          ...{ kind: 'incident', on: [OPERATOR], ...reason },
          ...(incident === undefined ? {} : { since: incident.openedAt, reason: incident.code }),
        };
      case 'completed':
        return this.toBePutRight(region);
      case 'compensated':
      case 'kept':
      case 'refused':
      case 'notApplicable':
      case 'skipped':
      case 'manual':
        return undefined;
      default:
        return unknownStatus(status);
    }
  }

  /** On whom: whoever holds up what it needs, however far back. */
  private waiting(region: Region): Told {
    const after = openNeeds(this.chart, this.states, region, this.facts).flatMap((id) => this.chart.byId.get(id) ?? []);
    const on = after.flatMap((needed) => this.tell(needed)?.on ?? []);
    return { kind: 'needs-steps', on: unique(on), after, since: this.row.startedAt };
  }

  /** Undefined for a result that is right. */
  private toBePutRight(region: Region): Told | undefined {
    const after = openCauses(this.chart, this.states, region, this.facts).flatMap(
      (id) => this.chart.byId.get(id) ?? [],
    );
    if (after.length === 0) return undefined;
    const on = after.flatMap((cause) => this.tell(cause)?.on ?? []);
    return { kind: 'needs-steps', on: unique(on), after };
  }

  private waitUnderWay(region: Region, step: Step & { kind: 'wait' }): Told {
    const { signal } = step;
    const since = this.beganWaiting(region);
    const ends = new Set(step.timers.filter(({ then }) => then === 'end').map(({ id }) => id));
    const end = this.circumstances.timers.find((one) => one.region === region.id && ends.has(one.timer));
    const told = { since, ...(end === undefined ? {} : { until: end.at }) };
    if (signal === undefined) return { kind: 'date', on: [{ kind: 'nobody' }], ...told };
    return { kind: 'signal', on: [{ kind: 'roles', roles: this.chart.definition.signals[signal]?.by ?? [] }], ...told };
  }

  /** A wait begins when the last of what it needs has ended. */
  private beganWaiting({ step }: Region): Date {
    const needs = new Set((this.chart.definition.steps[step] as Step).needs.map((need) => need.step));
    const ends = this.row.executions
      .filter(({ region }) => needs.has(this.chart.byId.get(region)?.step ?? ''))
      .flatMap(({ answeredAt }) => answeredAt?.getTime() ?? []);
    return ends.length === 0 ? this.row.startedAt : new Date(Math.max(...ends));
  }
}

const OPERATOR: Actor = { kind: 'operator' };

const deskOf = ({ department, role }: Pick<Step & { kind: 'task' }, 'department' | 'role'>): Actor => ({
  kind: 'department',
  department,
  role,
});

function unique(actors: readonly Actor[]): Actor[] {
  return [...new Map(actors.map((actor) => [JSON.stringify(actor), actor])).values()];
}

/** A status that is new to the chart does not compile until it is explained above. */
function unknownStatus(status: never): never {
  throw new Error(`A step is ${String(status)}, which nobody has explained`);
}
