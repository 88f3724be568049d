import { readRegion, readState, type Chart } from '../../core';
import type { ReadCase } from '../../engine/case-reader';
import type { Position } from '../../export/export-svg';
import type { PictureStatus } from '../../export/picture-words';
import { statusOf } from '../instances/case-matters';

/** How every step of a case stands, waits and later additions too. A status and no reason: whoever may read the case may see it. */
export function positionOf(chart: Chart, { state, subjects, executions }: ReadCase): Position {
  const { regions } = readState(state);
  const newest = new Map(executions.map((execution) => [execution.region, execution]));
  const marks = new Map<string, { subject: number; status: PictureStatus }[]>();
  for (const { id, step, subject } of chart.regions) {
    const { status } = readRegion(regions[id] ?? 'waiting');
    const isAwaited = status === 'active' && chart.definition.steps[step]?.kind === 'wait';
    const isCorrecting = status === 'correcting' || status === 'amendByHand';
    const shown: PictureStatus = isCorrecting ? 'correcting' : statusOf(status, newest.get(id));
    const mark = { subject, status: isAwaited ? ('awaited' as const) : shown };
    marks.set(step, [...(marks.get(step) ?? []), mark]);
  }
  return { subjects, marks };
}
