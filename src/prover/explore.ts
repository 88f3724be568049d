import { readState, reversalRefusals, undoFact, type Chart, type Facts } from '../core';
import { judgeMessage } from '../engine/judge-message';
import { expectedOffers, isLate, reversalOffers, strayOffers, type Offer, type StepOffer } from './offers';
import { quietEvents, type QuietEvents } from './quiet';
import { situationsOf } from './situations';
import type { Slice } from './slice';
import { alikeSubjects, standIn, type Swap } from './symmetry';
import { beginWorld, stepWorld, storedOf, worldKey, type Reception, type Stepped, type World } from './world';

/** One message and what it did. */
export interface Edge {
  readonly from: number;
  readonly to: number;
  readonly offer: Offer;
  readonly reception: Reception;
  readonly opened: Stepped['opened'];
  /** Which subjects were swapped to come to the world that stands for this one. */
  readonly swap: Swap;
}

/** How a world was first reached: in a situation, or by an edge from an earlier one. */
export type Origin = { readonly situation: Facts; readonly opened: Stepped['opened'] } | { readonly edge: Edge };

/** Every configuration that can be reached, in the order of the length of the way there. */
export interface Exploration {
  readonly slice: Slice;
  readonly worlds: readonly World[];
  /** The state of every region in each world. */
  readonly regions: readonly Readonly<Record<string, string>>[];
  readonly origins: readonly Origin[];
  readonly edges: readonly Edge[];
  /** Edges that leave each world, expected ones only. */
  readonly leaving: readonly (readonly Edge[])[];
  /** Messages that nobody waited for, and what they did. */
  readonly strays: readonly Edge[];
  /** The case, or a step with what stands on it, is taken back. Nobody need do so: nothing may wait for it. */
  readonly strikes: readonly Edge[];
  /** False when the budget ran out before all was seen. */
  readonly complete: boolean;
}

export interface ExploreOptions {
  /** Regions seen in every detail. Undefined: all of them, and nothing is reduced. */
  readonly focus?: string;
  /** So many configurations at most. */
  readonly most: number;
}

export function explore(slice: Slice, { focus, most }: ExploreOptions): Exploration {
  const { chart } = slice;
  const observed = new Set(slice.observed.keys());
  const quiet = new Map<string, QuietEvents>();
  if (focus !== undefined) {
    for (const { id } of chart.regions) if (id !== focus) quiet.set(id, quietEvents(slice, id));
  }
  const alike = focus === undefined ? [] : alikeSubjects(chart, chart.byId.get(focus)?.subject ?? 0);
  const numbers = new Map<string, number>();
  const worlds: World[] = [];
  const regions: Readonly<Record<string, string>>[] = [];
  const spoken = new Set<string>();
  const origins: Origin[] = [];
  const edges: Edge[] = [];
  const leaving: Edge[][] = [];
  const strays: Edge[] = [];
  const strikes: Edge[] = [];

  const numberOf = (world: World, origin: () => Origin): number => {
    const key = worldKey(world);
    const known = numbers.get(key);
    if (known !== undefined) return known;
    numbers.set(key, worlds.length);
    worlds.push(world);
    regions.push(readState(world.state).regions);
    origins.push(origin());
    leaving.push([]);
    return worlds.length - 1;
  };
  const reversals = reversalOffers(chart, focus);
  const follow = (from: number, world: World, offer: Offer): Edge => {
    const stepped = stepWorld(chart, world, offer.body, observed);
    const { world: reached, swap } = standIn(chart, alike, stepped.world);
    const parts = { from, offer, reception: stepped.reception, opened: stepped.opened, swap };
    const to = numberOf(reached, () => ({ edge: { ...parts, to: worlds.length - 1 } }));
    return { ...parts, to };
  };

  for (const situation of situationsOf(slice)) {
    const begun = beginWorld(chart, situation, observed);
    // Not swapped: a situation is told by its own names.
    numberOf(begun.world, () => ({ situation, opened: begun.opened }));
  }
  for (let from = 0; from < worlds.length && worlds.length <= most; from += 1) {
    const world = worlds[from] as World;
    const isTakenBack = focus !== undefined && readState(world.state).facts[undoFact(focus)] === true;
    for (const { id } of chart.regions) {
      // What is taken back asks no more how others stand: its part leaves out who stands on it.
      if (isTakenBack && id !== focus) continue;
      const state = regions[from]?.[id] ?? '';
      for (const offer of worthwhile(chart, world, quiet.get(id)?.get(state), quiet.has(id), id)) {
        const edge = follow(from, world, offer);
        edges.push(edge);
        leaving[from]?.push(edge);
      }
      if (focus !== undefined && id !== focus) continue;
      for (const offer of strayOffers(chart, world, id)) {
        // What is late is told from its execution alone: one look in each state is enough.
        const late = isLate(offer) ? `${state} ${JSON.stringify(offer.body)}` : undefined;
        if (late !== undefined && spoken.has(late)) continue;
        if (late !== undefined) spoken.add(late);
        strays.push(follow(from, world, offer));
      }
    }
    for (const offer of isTakenBack ? [] : reversals) {
      const strike = follow(from, world, offer);
      if (!isDeclined(strike.reception)) strikes.push(strike);
    }
  }
  return { slice, worlds, regions, origins, edges, leaving, strays, strikes, complete: worlds.length <= most };
}

/** There was nothing to be taken back, or not any more. */
const isDeclined = (reception: Reception): boolean =>
  typeof reception === 'object' && reversalRefusals.some((code) => code === reception.refused);

/** Of a quiet region one message of each kind that matters to others; of the region under proof all. */
function worthwhile(
  chart: Chart,
  world: World,
  kinds: ReadonlyMap<string, string> | undefined,
  isQuiet: boolean,
  region: string,
): StepOffer[] {
  const offers = expectedOffers(chart, world, region);
  if (!isQuiet) return offers;
  const taken = new Set<string>();
  return offers.filter((offer) => {
    const verdict = judgeMessage(chart, storedOf(world, offer.body), new Map(), { body: offer.body });
    const kind = verdict.kind === 'event' ? kinds?.get(verdict.type) : undefined;
    if (kind === undefined || taken.has(kind)) return false;
    taken.add(kind);
    return true;
  });
}
