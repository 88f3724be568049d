import {
  actIn,
  isLeft,
  isMatter,
  readRegion,
  readState,
  type Chart,
  type HandlerStep,
  type Region,
  type StepStatus,
  type TaskStep,
} from '../../core';
import type { ReadCase, ReadExecution } from '../../engine/case-reader';

/** Status of a step as CONTRACT.md names it. */
export type MatterStatus =
  | 'waiting'
  | 'ready'
  | 'dispatched'
  | 'running'
  | 'suspended'
  | 'completed'
  | 'refused'
  | 'notApplicable'
  | 'skipped'
  | 'failed'
  | 'manual'
  | 'compensating'
  | 'compensated';

/** One matter of a case, for one subject where it is repeated. */
export interface Matter {
  readonly region: Region;
  readonly parts: HandlerStep | TaskStep;
  readonly status: MatterStatus;
  /** Its result stands and is being put right. */
  readonly isCorrecting?: true;
  /** Why it ended, where the way it ended says so. */
  readonly endReason?: string;
  /** The newest visit to it. */
  readonly execution?: ReadExecution;
}

export const endedStatuses: readonly MatterStatus[] = [
  ...(['completed', 'refused', 'notApplicable', 'skipped', 'manual', 'compensated'] as const),
];

/** While one of these, the matter lies with its department. */
export const inHandStatuses: readonly MatterStatus[] = ['ready', 'dispatched', 'running'];

/** The matters of a case in the order of its definition, as they stand. Pure. */
export function mattersOf(chart: Chart, { state, executions }: ReadCase): Matter[] {
  const { regions, facts } = readState(state);
  const newest = new Map(executions.map((execution) => [execution.region, execution]));
  return chart.regions
    .filter(({ step }) => isMatter(chart, step))
    .map((region) => {
      const { status, reason } = readRegion(regions[region.id] ?? 'waiting');
      const execution = newest.get(region.id);
      return {
        region,
        parts: chart.definition.steps[region.step] as HandlerStep | TaskStep,
        status: statusOf(status, execution),
        ...(actIn(status) === 'amend' ? { isCorrecting: true } : {}),
        ...(reason === undefined ? {} : { endReason: reason }),
        ...(status === 'completed' && isLeft(facts, region.id) ? { endReason: 'not-put-right' } : {}),
        ...(execution === undefined ? {} : { execution }),
      };
    });
}

/** How a step stands, by its region's state and its newest execution. */
export function statusOf(status: StepStatus, execution: ReadExecution | undefined): MatterStatus {
  switch (status) {
    case 'active':
    // Its result stands while it is put right.
    case 'correcting':
    case 'amendByHand':
      return activeStatus(execution);
    // With another officer or a second pair of eyes: still in the department's hands.
    case 'escalated':
    case 'proposed':
      return 'running';
    case 'undoByHand':
      return 'compensating';
    case 'undoFailed':
    case 'amendFailed':
      return 'failed';
    // Its effect stands, and the reason says why.
    case 'kept':
      return 'completed';
    default:
      return status;
  }
}

function activeStatus(execution: ReadExecution | undefined): MatterStatus {
  switch (execution?.status) {
    case 'running':
    case 'accepted':
    case 'unknown':
    case 'claimed':
      return 'running';
    case 'open':
      return 'ready';
    default:
      return 'dispatched';
  }
}
