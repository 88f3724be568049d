import {
  absolutePath,
  addDays,
  civilDate,
  instantOn,
  InvariantError,
  valueAt,
  type Act,
  type CaseRecord,
  type Chart,
  type Effect,
  type HandlerStep,
  type TaskStep,
} from '../core';
import { executionId, type ArmedTimer, type ExecutionKind, type OpenedExecution, type Reason } from './instance';
import type { StoredClock } from './stored-clock';

/** What the effects of one accepted event come to, with ids and times added. */
export interface PlannedEffects {
  readonly opened: OpenedExecution[];
  readonly closedRegions: string[];
  readonly timers: ArmedTimer[];
  readonly cancelledTimers: string[];
  readonly incidentRegions: string[];
  readonly closedIncidents: string[];
}

/** What the next execution of a region is told by whoever has caused it. */
export interface Opening {
  readonly reason?: Reason;
  /** Whom it is for, instead of whom the step is for. */
  readonly role?: string;
  readonly claimedBy?: string;
  readonly askedBy?: string;
}

/** The clock that an execution about to be opened goes by. */
export type ClockFor = (region: string, kind: ExecutionKind, act: Act | undefined) => StoredClock;

/** Gives the effects of the event numbered `seq` their ids and times. Pure. */
export function planEffects(
  chart: Chart,
  instanceId: string,
  seq: number,
  effects: readonly Effect[],
  clockFor: ClockFor,
  reason?: Reason,
  opening?: { readonly region: string; readonly words: Opening },
): PlannedEffects {
  const planned: PlannedEffects = {
    opened: [],
    closedRegions: [],
    timers: [],
    cancelledTimers: [],
    incidentRegions: [],
    closedIncidents: [],
  };
  for (const effect of effects) {
    switch (effect.type) {
      case 'dispatch':
      case 'openTask':
      case 'openCorrection':
      case 'openEscalation':
      case 'openReview':
      case 'dispatchUndo':
      case 'openUndoTask':
      case 'dispatchAmend':
      case 'openAmendTask': {
        const told = opening?.region === effect.region ? opening.words : {};
        const execution = openExecution(chart, instanceId, seq, planned.opened.length, effect, clockFor, reason);
        planned.opened.push({ ...execution, ...told });
        break;
      }
      case 'close':
        planned.closedRegions.push(effect.region);
        break;
      case 'startTimer':
        planned.timers.push(armTimer(chart, seq, effect.region, effect.timer));
        break;
      case 'cancelTimers':
        planned.cancelledTimers.push(effect.region);
        break;
      case 'openIncident':
        planned.incidentRegions.push(effect.region);
        break;
      case 'closeIncident':
        planned.closedIncidents.push(effect.region);
        break;
      case 'remind':
        break;
    }
  }
  return planned;
}

/** What kind of execution each effect opens; an effect that is not named opens none. */
export const executionKinds: Readonly<Record<string, ExecutionKind>> = {
  dispatch: 'handler',
  openTask: 'task',
  openCorrection: 'correction',
  openEscalation: 'escalation',
  openReview: 'review',
  dispatchUndo: 'handler',
  openUndoTask: 'task',
  dispatchAmend: 'handler',
  openAmendTask: 'task',
};

/** What the execution does, where that is not its step's own matter. */
const executionActs: Readonly<Record<string, Act>> = {
  ...{ dispatchUndo: 'undo', openUndoTask: 'undo' },
  ...{ dispatchAmend: 'amend', openAmendTask: 'amend' },
};

function openExecution(
  chart: Chart,
  instanceId: string,
  seq: number,
  n: number,
  effect: Effect,
  clockFor: ClockFor,
  reason: Reason | undefined,
): OpenedExecution {
  const region = chart.byId.get(effect.region);
  const step = region === undefined ? undefined : chart.definition.steps[region.step];
  if (region === undefined || step === undefined || step.kind === 'wait') {
    throw new InvariantError(`A chart opened an execution of "${effect.region}", which has none`);
  }
  const kind = executionKinds[effect.type] as ExecutionKind;
  const act = executionActs[effect.type];
  const clock = clockFor(region.id, kind, act);
  return {
    id: executionId(instanceId, seq, n),
    region: region.id,
    step: region.step,
    subject: region.subject,
    kind,
    ...(act === undefined ? {} : { act }),
    department: step.department,
    ...roleFor(kind, step),
    dueAt: clock.dueAt,
    dueProvisional: clock.provisional,
    clock,
    ...(kind === 'correction' && reason !== undefined ? { reason } : {}),
  };
}

function roleFor(kind: ExecutionKind, step: HandlerStep | TaskStep): { role?: string } {
  if (kind === 'correction') return { role: 'applicant' };
  if (step.kind === 'task') return { role: step.role };
  // What its department could not do by machine falls to its staff.
  return kind === 'task' ? { role: 'departmentStaff' } : {};
}

function armTimer(chart: Chart, armedSeq: number, regionId: string, timerId: string): ArmedTimer {
  const region = chart.byId.get(regionId);
  const step = region === undefined ? undefined : chart.definition.steps[region.step];
  const timer = step?.kind === 'wait' ? step.timers.find(({ id }) => id === timerId) : undefined;
  if (region === undefined || timer === undefined)
    throw new InvariantError(`A chart armed an unknown timer "${timerId}"`);
  const after = absolutePath(chart.definition, timer.after, region.subject);
  return { region: regionId, timer: timerId, days: timer.days, after, armedSeq };
}

/** When an armed timer fires: at 09:00 in Asia/Shanghai, so many days after the date it counts from. */
export function timerInstant(record: CaseRecord, timer: ArmedTimer): Date {
  const from = valueAt(record, timer.after);
  if (typeof from !== 'string') throw new InvariantError(`Timer "${timer.timer}" counts from an unknown date`);
  const day = /^\d{4}-\d{2}-\d{2}$/.test(from) ? from : civilDate(new Date(from));
  return instantOn(addDays(day, timer.days), '09:00');
}
