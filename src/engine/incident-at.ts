import { actIn, matterOf, readState, type Chart, type StateText } from '../core';
import type { OpenedIncident, Reason } from './instance';
import { getStep } from './judge-message';

/** The incident of a region that cannot go on in `state`: one cause, one fingerprint, whichever matter was asked for. */
export function incidentAt(chart: Chart, state: StateText, region: string, reason: Reason | undefined): OpenedIncident {
  const step = getStep(chart, region);
  const code = reason?.code ?? 'failed';
  const where =
    step.kind === 'handler'
      ? `${step.department}|${matterOf(step, actIn(readState(state).regions[region]))}`
      : `engine|${region}`;
  return { region, code, fingerprint: `${where}|${code}`, detail: {} };
}
