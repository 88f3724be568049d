import type { LifeEvent } from '../core';
import { claims, type Claim } from '../prover/found';
import { prove, tellViolation, type Proof } from '../prover/prove';

interface Verified extends Proof {
  readonly verdict: 'proven' | 'refuted';
  readonly seconds: number;
  readonly peakMb: number;
  readonly reduction: string;
  /** What can happen to a case and was not explored. */
  readonly notExplored: readonly 'corrections'[];
}

const REDUCTION =
  'Each step is explored with only what can influence it; the others as they look to their neighbours (branching ' +
  'bisimulation); of subjects that are alike one stands for all. On small definitions this is tested to show exactly ' +
  'what the exploration of the whole chart shows ("--whole").';

const NOT_EXPLORED =
  'not explored: what follows when a case is corrected; that it comes to an end is checked when a definition is loaded';

/** Proves definitions one after another and tells of each; false when a claim does not hold for one of them. */
export function verifyDefinitions(
  definitions: readonly LifeEvent[],
  { json, whole }: { readonly json: boolean; readonly whole: boolean },
  say: (line: string) => void,
): boolean {
  const results = definitions.map((definition) => {
    const verified = verifyOne(definition, whole);
    if (!json) tell(verified).forEach(say);
    return verified;
  });
  if (json) say(JSON.stringify(results));
  else if (!whole) say(REDUCTION);
  return results.every(({ verdict }) => verdict === 'proven');
}

function verifyOne(definition: LifeEvent, whole: boolean): Verified {
  const startedAt = performance.now();
  const proof = prove(definition, whole ? { reduction: 'none' } : {});
  return {
    ...proof,
    verdict: proof.violations.length === 0 ? 'proven' : 'refuted',
    seconds: Math.round(performance.now() - startedAt) / 1_000,
    peakMb: Math.round(process.resourceUsage().maxRSS / 1_024),
    reduction: whole ? 'none' : 'parts',
    notExplored: definition.corrections === undefined ? [] : ['corrections'],
  };
}

function tell({
  event,
  version,
  verdict,
  subjects,
  parts,
  configurations,
  transitions,
  seconds,
  peakMb,
  ...rest
}: Verified): string[] {
  const counts = `${configurations} configurations and ${transitions} transitions in ${parts} parts`;
  const most = subjects.length === 1 ? '' : `, for 1 to ${subjects.at(-1)} subjects`;
  return [
    `${event} ${version}: ${verdict}. ${counts}${most}; ${seconds.toFixed(1)} s, at most ${peakMb} MB.`,
    ...(Object.keys(claims) as Claim[]).flatMap((claim) => {
      const violations = rest.violations.filter((violation) => violation.claim === claim);
      if (violations.length === 0) return claim === 'explored' ? [] : [`  ✓ ${claims[claim]}`];
      return [`  ✗ ${claims[claim]}`, ...violations.flatMap((one) => tellViolation(one).split('\n').map(indented))];
    }),
    ...(rest.notExplored.length === 0 ? [] : [`  · ${NOT_EXPLORED}`]),
  ];
}

const indented = (line: string): string => `      ${line}`;
