import type { Chart, Region } from './chart';
import type { LifeEvent, Step } from './definition';
import { readsFrom } from './dependencies';
import { absolutePath } from './record';

/** What follows, field by field, from a correction of what a case began with. */

const bare = (path: string): string => path.replace(/\?$/, '');

/** True when the second step has read what the first brings. */
export function feeds({ steps }: LifeEvent, writer: string, reader: string): boolean {
  const reads = steps[reader]?.reads.map(bare) ?? [];
  return steps[writer]?.writes.some((path) => reads.includes(path)) ?? false;
}

/** The steps whose results may have to be put right: they read what can be corrected, or what such a step brings. */
export function correctableSteps(definition: LifeEvent): Set<string> {
  const found = new Set<string>();
  const corrected = new Set(definition.corrections?.provides);
  const steps = Object.entries(definition.steps).filter(([, { kind }]) => kind !== 'wait');
  for (let known = -1; found.size > known;) {
    known = found.size;
    for (const [id, { reads }] of steps) {
      const isStruck = reads.some((path) => corrected.has(bare(path)));
      if (isStruck || [...found].some((other) => feeds(definition, other, id))) found.add(id);
    }
  }
  return found;
}

/** The regions whose results may have to be put right, each after those whose results it has read. */
export function correctableRegions(chart: Chart): Region[] {
  const steps = correctableSteps(chart.definition);
  const left = chart.regions.filter(({ step }) => steps.has(step));
  const ordered: Region[] = [];
  while (left.length > 0) {
    const at = left.findIndex((one) => !left.some((other) => other !== one && readsFrom(chart, one, other)));
    ordered.push(...left.splice(Math.max(at, 0), 1));
  }
  return ordered;
}

/** The regions that have read one of these fields, by absolute path. */
export function readersOf(chart: Chart, paths: readonly string[]): Region[] {
  const changed = new Set(paths);
  return correctableRegions(chart).filter(({ step, subject }) => {
    const { reads } = chart.definition.steps[step] as Step;
    return reads.some((path) => changed.has(absolutePath(chart.definition, bare(path), subject)));
  });
}

/** The correctable regions whose results this one has read, directly or through others. */
export function upstreamOf(chart: Chart, region: Region): Set<string> {
  const regions = correctableRegions(chart);
  const found = new Set<string>();
  const visit = (reader: Region): void => {
    for (const writer of regions) {
      if (writer.id === region.id || found.has(writer.id) || !readsFrom(chart, reader, writer)) continue;
      found.add(writer.id);
      visit(writer);
    }
  };
  visit(region);
  return found;
}
