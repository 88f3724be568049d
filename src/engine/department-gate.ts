import type { DepartmentPolicy } from './department-policy';

/**
 * How a department stands with all workers together; kept in the database, a row a department. Times are milliseconds
 * of the database's clock.
 */
export interface Gate {
  /** Calls that may begin at once, as of `filledAt`; counted only while there is a rate. */
  readonly tokens: number;
  readonly filledAt: number;
  /** Calls under way; counted only while there is a limit to them. One whose worker died runs out. */
  readonly slots: readonly Slot[];
  readonly breaker: Breaker;
}

interface Slot {
  readonly id: string;
  readonly until: number;
  /** Given out while the breaker was ramping: its outcome says how the department is now. */
  readonly ramp: boolean;
}

/**
 * Closed: calls pass, failures in a row are counted. Open: nobody calls until `probeAt`. Ramping: back in steps, one
 * probe (half-open), then ten at a time, then all, so that what has piled up does not fall on a department that has
 * just come back.
 */
export type Breaker =
  | { readonly state: 'closed'; readonly failures: number }
  | { readonly state: 'open'; readonly since: number; readonly probeAt: number; readonly openings: number }
  | {
      readonly state: 'ramping';
      readonly since: number;
      readonly stage: number;
      readonly succeeded: number;
      readonly openings: number;
      /** When it last heard of a call. */
      readonly heardAt: number;
    };

/** Calls that one stage of the ramp lets through at a time, and how many must succeed before the next. */
const RAMP = [1, 10] as const;

export const freshGate: Gate = { tokens: 0, filledAt: 0, slots: [], breaker: { state: 'closed', failures: 0 } };

/** What became of a call: the department has answered, whatever it said; it has not; or nobody called after all. */
export type CallOutcome = 'answered' | 'failed' | 'unused';

/** A department on its way back for which nothing has been waiting for so long is back. */
const QUIET_MS = 15_000;

/** True when nobody needs to ask before a call: no limit counts at the moment. */
export const isFree = ({ breaker }: Gate, { rate, concurrency }: DepartmentPolicy): boolean =>
  rate === undefined && concurrency === undefined && breaker.state === 'closed';

/** True while the breaker lets nobody through, not even a probe. */
export const isBroken = ({ breaker }: Gate, now: number): boolean => breaker.state === 'open' && now < breaker.probeAt;

/**
 * Lets as many of the wanted calls begin as rate, concurrency and breaker allow, and says when it is worth asking again
 * for the rest. Pure. Own code and no library: what there is (cockatiel, opossum, bottleneck) keeps its counts in one
 * process or in Redis, and these must hold over all workers by the database's clock, in one commit with the incident.
 */
export function admit(
  before: Gate,
  policy: DepartmentPolicy,
  wanted: readonly string[],
  leaseMs: number,
  now: number,
): { gate: Gate; granted: number; retryInMs?: number } {
  const gate = withTokens(withoutExpired(wake(before, now), now), policy, now);
  const { breaker } = gate;
  if (breaker.state === 'open') return { gate, granted: 0, retryInMs: breaker.probeAt - now };
  const ramp = breaker.state === 'ramping';
  const most = Math.min(policy.concurrency ?? Infinity, ramp ? (RAMP[breaker.stage] ?? 1) : Infinity);
  const room = Math.max(0, most - gate.slots.length);
  const tokens = policy.rate === undefined ? Infinity : Math.floor(gate.tokens);
  const granted = Math.min(wanted.length, room, tokens);
  const slots = Number.isFinite(most) ? wanted.slice(0, granted).map((id) => ({ id, until: now + leaseMs, ramp })) : [];
  const left = gate.tokens - (policy.rate === undefined ? 0 : granted);
  // Where it is a slot that is missing nobody can tell when one comes free.
  const retry =
    policy.rate === undefined || tokens > room
      ? {}
      : { retryInMs: Math.max(1, Math.ceil(((1 - left) / policy.rate.perSecond) * 1_000)) };
  return { gate: { ...gate, tokens: left, slots: [...gate.slots, ...slots] }, granted, ...retry };
}

/** An open breaker whose time has come lets a probe through. */
function wake(gate: Gate, now: number): Gate {
  const { breaker } = gate;
  if (breaker.state !== 'open' || now < breaker.probeAt) return gate;
  const { since, openings } = breaker;
  return { ...gate, breaker: { state: 'ramping', since, openings, stage: 0, succeeded: 0, heardAt: now } };
}

const withoutExpired = (gate: Gate, now: number): Gate => ({
  ...gate,
  slots: gate.slots.filter(({ until }) => until > now),
});

function withTokens(gate: Gate, { rate }: DepartmentPolicy, now: number): Gate {
  if (rate === undefined) return gate;
  const added = (Math.max(0, now - gate.filledAt) / 1_000) * rate.perSecond;
  return { ...gate, tokens: Math.min(rate.burst, gate.tokens + added), filledAt: Math.max(now, gate.filledAt) };
}

/** What a call that is over changes: its slot is free, and the breaker has heard how the department is. Pure. */
export function leave(
  gate: Gate,
  policy: DepartmentPolicy,
  call: { readonly outcome: CallOutcome; readonly slot?: string },
  now: number,
): Gate {
  const slot = gate.slots.find(({ id }) => id === call.slot);
  const slots = slot === undefined ? gate.slots : gate.slots.filter((other) => other !== slot);
  const isBack = call.outcome === 'unused' && call.slot !== undefined && policy.rate !== undefined;
  const tokens = isBack ? Math.min(policy.rate?.burst ?? 0, gate.tokens + 1) : gate.tokens;
  const breaker =
    call.outcome === 'unused'
      ? gate.breaker
      : hear(gate.breaker, policy, call.outcome === 'answered', slot?.ramp === true, now);
  return { ...gate, tokens, slots, breaker };
}

function hear(breaker: Breaker, policy: DepartmentPolicy, answered: boolean, ramp: boolean, now: number): Breaker {
  const { failures, openForMs, longestMs } = policy.breaker;
  switch (breaker.state) {
    case 'closed':
      if (answered) return { state: 'closed', failures: 0 };
      if (breaker.failures + 1 < failures) return { state: 'closed', failures: breaker.failures + 1 };
      return { state: 'open', since: now, probeAt: now + openForMs, openings: 1 };
    // What was on its way when it opened says nothing new.
    case 'open':
      return breaker;
    case 'ramping': {
      if (!ramp) return breaker;
      const { since, openings, stage, succeeded } = breaker;
      if (!answered) {
        const pause = Math.min(longestMs, openForMs * 2 ** Math.min(openings, 30));
        return { state: 'open', since, probeAt: now + pause, openings: openings + 1 };
      }
      if (succeeded + 1 < (RAMP[stage] ?? 1)) return { ...breaker, succeeded: succeeded + 1, heardAt: now };
      return stage + 1 < RAMP.length
        ? { ...breaker, stage: stage + 1, succeeded: 0, heardAt: now }
        : { state: 'closed', failures: 0 };
    }
  }
}

/** True when a probe has succeeded and no call has come since: there is nothing left to ramp up for. */
export const isQuiet = ({ breaker, slots }: Gate, now: number): boolean =>
  breaker.state === 'ramping' &&
  breaker.stage > 0 &&
  now - breaker.heardAt >= QUIET_MS &&
  slots.every(({ until }) => until <= now);

/** A ramp that has gone quiet is over. Pure. */
export const settleQuiet = (gate: Gate, now: number): Gate =>
  isQuiet(gate, now) ? { ...gate, breaker: freshGate.breaker } : gate;

/** One incident for a department that is dead, from its first opening until it is wholly back. */
export function incidentBetween(before: Gate, after: Gate): 'opens' | 'closes' | undefined {
  const [was, is] = [before.breaker.state !== 'closed', after.breaker.state !== 'closed'];
  return was === is ? undefined : is ? 'opens' : 'closes';
}
