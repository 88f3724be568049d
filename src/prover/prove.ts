import { buildChart, reversibleChart, type Chart, type Condition, type LifeEvent, type Region } from '../core';
import { conditionOf, declared, firstsOf, propertiesOf } from './checks/declared';
import { answered } from './checks/answered';
import { converges } from './checks/converges';
import { askedTwice, fields } from './checks/fields';
import { once } from './checks/once';
import { owned } from './checks/owned';
import { undoDefects, undone, undoneInOrder } from './checks/undone';
import { explore, type Exploration } from './explore';
import type { Check, Claim, Found } from './found';
import { knownWhen } from './reads';
import { everyFact } from './situations';
import { sliceOf, withWayBack, type Slice } from './slice';
import { alikeSubjects } from './symmetry';
import { tellWay } from './tell';

/** A claim that does not hold, with the shortest way to where it does not. */
export interface Violation {
  readonly claim: Claim;
  readonly text: string;
  /** One line a message, from the beginning of the case; empty where the definition alone shows it. */
  readonly way: readonly string[];
}

/** A violation as people read it: what is wrong, then the way there. */
export const tellViolation = ({ text, way }: Violation): string =>
  [text, ...way.map((line, index) => `  ${index + 1}. ${line}`)].join('\n');

export interface Proof {
  readonly event: string;
  readonly version: number;
  readonly violations: readonly Violation[];
  /** Numbers of subjects that were looked at. */
  readonly subjects: readonly number[];
  /** Parts of the chart that were explored, each around one region. */
  readonly parts: number;
  readonly configurations: number;
  readonly transitions: number;
}

export interface ProveOptions {
  /** How a definition is laid out; another way only to see whether its defects are found. */
  readonly layOut?: (definition: LifeEvent, subjects: number) => Chart;
  /** How the way back is laid over a chart; another one only to see whether its defects are found. */
  readonly layBack?: (chart: Chart) => Chart;
  /** `none` explores the chart as a whole in all its detail: for small definitions only. */
  readonly reduction?: 'parts' | 'none';
  /** Configurations of one part at most. */
  readonly most?: number;
}

const checks: readonly Check[] = [converges, answered, owned, fields, undone, once, declared];
const MOST_SUBJECTS = 3;
const MOST = 150_000;

/** Explores everything that can happen to a case of this definition, and says what of the claims does not hold. Pure. */
export function prove(definition: LifeEvent, options: ProveOptions = {}): Proof {
  const { layOut = buildChart, layBack = reversibleChart, reduction = 'parts', most = MOST } = options;
  const violations: Violation[] = [
    ...askedTwice(definition).map((text): Violation => ({ claim: 'fields', text, way: [] })),
    ...undoDefects(definition).map((text): Violation => ({ claim: 'undone', text, way: [] })),
  ];
  const tellable = new Set<string>();
  const note = (exploration: Exploration, found: Found): void => {
    const key = `${found.claim} ${found.text.replace(/@\d+/g, '')}`;
    if (tellable.has(key)) return;
    tellable.add(key);
    violations.push({ claim: found.claim, text: found.text, way: tellWay(exploration, found) });
  };
  const counted = { parts: 0, configurations: 0, transitions: 0 };
  const seen = new Set<string>();
  const subjects = Array.from({ length: subjectsOf(definition) }, (_, index) => index + 1);
  for (const count of subjects) {
    const chart = layOut(definition, count);
    for (const { text } of undoneInOrder(layBack(chart))) {
      if (!violations.some((one) => one.text === text)) violations.push({ claim: 'undone', text, way: [] });
    }
    for (const { slice, focus, regions } of partsOf(chart, reduction, layBack)) {
      const key = `${slice.chart.fingerprint} ${focus}`;
      if (seen.has(key)) continue;
      seen.add(key);
      const exploration = exploreOrTell(slice, focus, most);
      if (typeof exploration === 'string') {
        const text = `the chart breaks around "${focus ?? 'the whole case'}": ${exploration}`;
        violations.push({ claim: 'explored', text, way: [] });
        continue;
      }
      counted.parts += 1;
      counted.configurations += exploration.worlds.length;
      counted.transitions += exploration.edges.length;
      if (!exploration.complete) {
        const text = `there are more than ${most} configurations around "${focus ?? 'the whole case'}"`;
        note(exploration, { claim: 'explored', text });
      }
      for (const region of regions) {
        for (const check of checks) check(exploration, region).forEach((found) => note(exploration, found));
      }
    }
  }
  return { event: definition.name, version: definition.version, violations, subjects, ...counted };
}

/** The exploration, or what the chart broke with. */
function exploreOrTell(slice: Slice, focus: string | undefined, most: number): Exploration | string {
  try {
    return explore(slice, { ...(focus === undefined ? {} : { focus }), most });
  } catch (error) {
    return error instanceof Error ? error.message : 'unknown';
  }
}

const subjectsOf = ({ subject }: LifeEvent): number => Math.min(subject?.atMost ?? 1, MOST_SUBJECTS);

interface Part {
  readonly slice: Slice;
  /** The region seen in every detail; undefined when all are. */
  readonly focus?: string;
  /** Regions of which the claims are checked. */
  readonly regions: readonly Region[];
}

/** One part around each region; of regions that differ only in the subject, the first stands for all. */
export function partsOf(chart: Chart, reduction: 'parts' | 'none', layBack = reversibleChart): Part[] {
  if (reduction === 'none') {
    const slice = withWayBack({ chart, observed: everyFact(chart.definition, chart.subjects) }, layBack);
    return [{ slice, regions: chart.regions }];
  }
  const alike = new Set(alikeSubjects(chart, 0));
  const telling = chart.regions.filter(({ subject }) => subject <= 1 || !alike.has(subject));
  return telling.map((region) => ({
    slice: withWayBack(sliceOf(chart, rootsOf(chart, region), askedOf(chart, region)), layBack),
    focus: region.id,
    regions: [region],
  }));
}

/** The regions whose state a claim about this region asks for. */
function rootsOf(chart: Chart, region: Region): string[] {
  const firsts = propertiesOf(chart, region).flatMap((property) => firstsOf(chart, region, property));
  return [region.id, ...firsts];
}

/** The conditions that claims about this region ask. */
function askedOf(chart: Chart, region: Region): Condition[] {
  const properties = propertiesOf(chart, region).flatMap((property) => conditionOf(chart, region, property) ?? []);
  const reads = chart.definition.steps[region.step]?.reads ?? [];
  return [...properties, ...reads.flatMap((field) => knownWhen(chart.definition, field, region.subject) ?? [])];
}
