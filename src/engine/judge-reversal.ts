import { judgeReversal, REVERSED, type Chart, type StateText } from '../core';
import type { ChartVerdict } from './judge-message';
import type { ReversalBody } from './message';

/** Says what a message does that takes something back, or proposes to, in the state at hand. Pure. */
export function judgeTakingBack(
  chart: Chart,
  state: StateText,
  body: ReversalBody,
):
  | ChartVerdict
  | { readonly kind: 'refused'; readonly code: string }
  | { readonly kind: 'proposed'; readonly row: string; readonly detail: Readonly<Record<string, unknown>> } {
  const { region, reason, by } = body;
  if (region !== '' && !chart.byId.has(region)) return { kind: 'refused', code: 'unknown-step' };
  const kind = body.type === 'proposal' ? 'revoked' : body.reversal;
  if (region !== '' && kind !== 'revoked') return { kind: 'refused', code: 'not-expected-here' };
  const judged = judgeReversal(chart, state, region === '' ? { kind } : { kind: 'revoked', region });
  if ('refused' in judged) return { kind: 'refused', code: judged.refused };
  if (body.type === 'proposal') return { kind: 'proposed', row: 'revocation.proposed', detail: { by, code: reason } };
  const { proposal } = body;
  if (proposal?.by === by) return { kind: 'refused', code: 'same-person' };
  return {
    kind: 'event',
    type: REVERSED,
    facts: judged.facts,
    row: region === '' ? `case.${kind}` : 'step.revoked',
    reason: { code: reason },
    detail: { by, ...(proposal === undefined ? {} : { proposedBy: proposal.by, proposal: proposal.seq }) },
    bringsNothing: true,
  };
}
