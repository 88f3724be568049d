import { neededRegions, type Chart, type Region } from './chart';
import type { Step } from './definition';
import { InvariantError } from './failure';
import { absolutePath } from './record';

/** What regions of a chart have to do with each other: who needs whom, and who reads what whom has written. */

export function regionOf(chart: Chart, id: string): Region {
  const region = chart.byId.get(id);
  if (region === undefined) throw new InvariantError(`Chart ${chart.fingerprint} has no region "${id}"`);
  return region;
}

/** Every region that this one needs, in whatever way, through however many others. */
export function ancestors(chart: Chart, region: Region, found = new Set<string>()): Set<string> {
  for (const need of (chart.definition.steps[region.step] as Step).needs) {
    for (const id of neededRegions(chart.definition, chart.subjects, region, need)) {
      if (found.has(id)) continue;
      found.add(id);
      ancestors(chart, regionOf(chart, id), found);
    }
  }
  return found;
}

/** The regions in an order in which none comes before one that needs it: who has more ancestors cannot be one of them. */
export function dependantsFirst(chart: Chart): Region[] {
  const depth = new Map(chart.regions.map((region) => [region.id, ancestors(chart, region).size]));
  return [...chart.regions].sort((a, b) => (depth.get(b.id) as number) - (depth.get(a.id) as number));
}

export function readsFrom({ definition }: Chart, reader: Region, writer: Region): boolean {
  const { reads } = definition.steps[reader.step] as Step;
  const { writes } = definition.steps[writer.step] as Step;
  const written = new Set(writes.map((path) => absolutePath(definition, path, writer.subject)));
  return reads.some((path) => written.has(absolutePath(definition, path.replace(/\?$/, ''), reader.subject)));
}

/** The region and all that rests on it: what needs it done, or has been given what it brought, and so on. */
export function standingOn(chart: Chart, revoked: Region): Set<string> {
  const struck = new Set([revoked.id]);
  for (const region of dependantsFirst(chart).reverse()) {
    const step = chart.definition.steps[region.step] as Step;
    const done = step.needs
      .filter(({ how }) => how !== 'settled')
      .flatMap((need) => neededRegions(chart.definition, chart.subjects, region, need));
    const read = [...ancestors(chart, region)].filter((id) => readsFrom(chart, region, regionOf(chart, id)));
    if ([...done, ...read].some((id) => struck.has(id))) struck.add(region.id);
  }
  return struck;
}
