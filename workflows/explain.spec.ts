import { presentExplanation } from '../src/api/instances/present-explanation';
import {
  amendFact,
  beginChart,
  buildChart,
  CORRECTED,
  correctableChart,
  factsOfAmendment,
  judgeCorrection,
  moveChart,
  officialCalendar,
  readRegion,
  readState,
  reversibleChart,
  type Chart,
  type LifeEvent,
} from '../src/core';
import type { Circumstances } from '../src/engine/case-circumstances';
import type { ReadCase, ReadExecution } from '../src/engine/case-reader';
import { explainCase, type Explanation } from '../src/engine/explain-case';
import { holdupKinds, type DepartmentState, type HoldupKind } from '../src/engine/holdup-kind';
import type { ExecutionKind, ExecutionStatus } from '../src/engine/instance';
import { Random } from '../src/engine/testing/random';
import { readingLicence } from '../src/engine/testing/reading-licence';
import { explore } from '../src/prover/explore';
import { expectedOffers, type Offer } from '../src/prover/offers';
import { partsOf } from '../src/prover/prove';
import { permit } from '../src/prover/testing/small-definitions';
import { small } from '../src/prover/testing/words';
import { openId, type World } from '../src/prover/world';
import { definitions, messages } from './registry';

const NOW = new Date('2026-03-04T02:00:00Z');
const SINCE = new Date('2026-03-02T01:00:00Z');
const CLOCK = { start: '2026-03-02', pauses: [] };
const READ_CLOCK = {
  ...({ level: 'normal', paused: false, provisional: false } as const),
  ...{ dueAt: new Date('2026-03-05T16:00:00Z'), statutoryDueAt: new Date('2026-03-09T16:00:00Z') },
};

/** How what is open may stand, and how its department: the chart does not tell them apart, people do. */
interface Variant {
  readonly status: (kind: ExecutionKind) => ExecutionStatus;
  readonly attempts: number;
  readonly department: DepartmentState;
}
const ready: DepartmentState = { kind: 'ready' };
const variant = (status: ExecutionStatus, attempts: number, department: DepartmentState = ready): Variant => ({
  status: (kind) => (kind === 'handler' ? status : 'open'),
  ...{ attempts, department },
});
const variants: readonly Variant[] = [
  variant('pending', 0),
  variant('pending', 2),
  variant('pending', 0, { kind: 'closed', until: NOW }),
  variant('pending', 3, { kind: 'silent' }),
  variant('running', 1),
  variant('accepted', 1),
  variant('unknown', 1),
  { status: (kind) => (kind === 'handler' ? 'pending' : 'claimed'), attempts: 0, department: ready },
];

const hasEnded = (chart: Chart, regions: Readonly<Record<string, string>>): boolean =>
  chart.regions.every(({ id }) => chart.states[id]?.states[regions[id] ?? '']?.type === 'final');

function caseOf(chart: Chart, world: World, { status, attempts }: Variant): [ReadCase, Circumstances] {
  const executions = world.executions.map(({ region, kind }, index): ReadExecution => ({
    ...{ id: openId(index), region, kind, attempts, openedAt: SINCE, clock: READ_CLOCK },
    ...{ status: status(kind), dueAt: READ_CLOCK.dueAt },
  }));
  const { definition, subjects } = chart;
  const isOver = hasEnded(chart, readState(world.state).regions);
  const row: ReadCase = {
    ...{ id: 'a case', number: '1', event: definition.name, version: definition.version, subjects, trackingCode: 'x' },
    ...{ status: isOver ? 'partiallyCompleted' : 'running', startedAt: SINCE, state: world.state, executions },
    ...(isOver ? { completedAt: NOW } : {}),
  };
  return [
    row,
    {
      timers: world.timers.map((timer) => ({ ...timer, at: NOW })),
      incidents: world.incidents.map((region) => ({ region, code: 'handler-failed', openedAt: SINCE })),
      clocks: new Map(executions.map(({ id }) => [id, CLOCK])),
      roles: new Map(),
      caseClock: CLOCK,
    },
  ];
}

/** By whom the engine would be told something here, in the words of an explanation. */
function actorsExpected(offers: readonly Offer[]): string[] {
  const kinds = offers.flatMap(({ from, body }) => {
    if (body.type === 'repair') return ['operator'];
    if (body.type === 'correction') return ['applicant'];
    if (body.type === 'signal') return ['roles'];
    if (body.type === 'timer') return [];
    if (body.type === 'decision' && body.decision.kind === 'returned') return ['roles'];
    return from === 'clock' ? [] : ['department'];
  });
  return [...new Set(kinds)];
}

const HAN = /\p{Script=Han}/u;

class Reader {
  readonly kinds = new Set<HoldupKind>();
  configurations = 0;
  private readonly read = new Set<string>();

  configuration(chart: Chart, world: World, how: Variant): void {
    const [row, circumstances] = caseOf(chart, world, how);
    const explanation = explainCase(chart, row, circumstances, {
      ...{ now: NOW, calendar: officialCalendar, departments: () => how.department },
    });
    this.configurations += 1;
    const { regions } = readState(world.state);
    const held = explanation.holdups.map((holdup) => holdup.region?.id).join(' ');
    const going = chart.regions.filter(({ id }) => chart.states[id]?.states[regions[id] ?? '']?.type !== 'final');
    const expected = going.map(({ id }) => id).join(' ');
    // One answer for each region that has not ended, and no other.
    if (held !== expected) throw new Error(`${world.state}: explains "${held}", not "${expected}"`);
    for (const holdup of explanation.holdups) {
      this.kinds.add(holdup.kind);
      const id = holdup.region?.id ?? '';
      const open = world.executions.filter(({ region }) => region === id);
      const key = JSON.stringify([chart.definition.name, regions[id], open, world.incidents.includes(id), holdup]);
      if (this.read.has(key)) continue;
      this.read.add(key);
      if (holdup.kind === 'needs-steps') {
        expect({ id, after: holdup.after.length > 0, on: holdup.on.length > 0 }).toEqual({ id, after: true, on: true });
      } else {
        // Whoever is named is whom the engine waits for.
        const named = holdup.on.map(({ kind }) => kind).filter((kind) => kind !== 'nobody');
        expect({ id, named }).toEqual({ id, named: actorsExpected(expectedOffers(chart, world, id)) });
      }
      this.inWords(chart, row, { holdups: [holdup] });
    }
  }

  /** Says it in both languages, and names everybody who must act. */
  inWords(chart: Chart, row: ReadCase, explanation: Explanation): void {
    const sight = { kind: 'status' } as const;
    const shown = presentExplanation(row, chart, explanation, { sight, messages, now: NOW });
    const [told] = shown.waitingFor;
    if (told === undefined) throw new Error('nothing was said');
    for (const text of [shown.text, told.why, told.unblockedBy]) {
      expect(text['zh-CN']).toMatch(HAN);
      expect(text.en).not.toMatch(HAN);
      expect(`${text['zh-CN']} ${text.en}`).not.toMatch(/[{}]|undefined/);
    }
    expect(told.on.length).toBeGreaterThan(0);
    // The city's departments are called by their names, not by their ids.
    if (definitions.includes(chart.definition))
      for (const { name } of told.on) expect(name['zh-CN']).toMatch(/^\p{Script=Han}+$/u);
    for (const { name } of told.on) {
      expect(`${told.why['zh-CN']} ${told.unblockedBy['zh-CN']}`).toContain(name['zh-CN']);
      expect(`${told.why.en} ${told.unblockedBy.en}`.toLowerCase()).toContain(name.en.toLowerCase());
    }
  }
}

function readEverything(definition: LifeEvent): Reader {
  const reader = new Reader();
  for (let subjects = 1; subjects <= (definition.subject?.atMost ?? 1); subjects += 1) {
    for (const { slice, focus = '' } of partsOf(buildChart(definition, subjects), 'parts')) {
      const { worlds, complete } = explore(slice, { focus, most: 150_000 });
      expect(complete).toBe(true);
      const seen = new Set<string>();
      for (const world of worlds) {
        // What the chart does not tell apart is looked at once for each state of the region in the middle.
        const state = readState(world.state).regions[focus] ?? '';
        const local = `${state} ${JSON.stringify(world.executions.filter(({ region }) => region === focus))}`;
        const isNew = !seen.has(local);
        seen.add(local);
        for (const how of isNew ? variants : variants.slice(0, 1)) reader.configuration(slice.chart, world, how);
      }
    }
  }
  return reader;
}

const kindsSeen = new Set<HoldupKind>();

it.each([...definitions, readingLicence, small(permit)].map((definition) => [definition.name, definition] as const))(
  'no configuration of %s is without an answer: who must act and what unblocks it, in both languages',
  (_, definition) => {
    const { kinds, configurations } = readEverything(definition);
    for (const kind of kinds) kindsSeen.add(kind);
    expect(configurations).toBeGreaterThan(50);
    // No state of the chart is unknown to it, reachable or not.
    const chart = buildChart(definition, 1);
    for (const { id } of chart.regions) {
      for (const [state, { type }] of Object.entries(chart.states[id]?.states ?? {})) {
        const v = { ...Object.fromEntries(chart.regions.map((region) => [region.id, 'completed'])), [id]: state };
        const world = { state: JSON.stringify({ v, f: {} }), executions: [], timers: [], incidents: [], deferred: [] };
        const [row, circumstances] = caseOf(chart, world, variant('pending', 0));
        const explain = () =>
          explainCase(chart, row, circumstances, { now: NOW, calendar: officialCalendar, departments: () => ready });
        expect({ state, held: explain().holdups.length }).toEqual({ state, held: type === 'final' ? 0 : 1 });
        expect(readRegion(state).status).not.toBe('');
      }
    }
  },
);

it('the definitions above show every kind of wait but the one that no sound definition comes to', () => {
  expect(holdupKinds.filter((kind) => !kindsSeen.has(kind))).toEqual(['stalled']);
});

const IN_HAND: Readonly<Record<string, ExecutionKind>> = {
  ...{
    active: 'handler',
    correcting: 'handler',
    compensating: 'handler',
    suspended: 'correction',
    amendByHand: 'task',
  },
};

/** Executions and incidents as a state obliges to them. */
function worldOf(chart: Chart, state: string): World {
  const { regions } = readState(state);
  const isWait = (step: string): boolean => chart.definition.steps[step]?.kind === 'wait';
  const executions = chart.regions.flatMap(({ id, step }) => {
    const kind = IN_HAND[regions[id] ?? ''];
    return kind === undefined || isWait(step) ? [] : [{ region: id, kind }];
  });
  const incidents = chart.regions.flatMap(({ id }) => (/ailed$/.test(regions[id] ?? '') ? [id] : []));
  return { state, executions, incidents, timers: [] } as never;
}

it('a birth that is corrected at any point says who must act, also for what waits to be put right', () => {
  const newborn = definitions.find(({ name }) => name === 'newborn') as LifeEvent;
  const chart = correctableChart(reversibleChart(buildChart(newborn, 1)));
  const reader = new Reader();
  const seen = new Set<string>();
  for (let seed = 1; seed <= 60; seed += 1) {
    const random = new Random(seed);
    const facts = { householdOutsideCity: false, unmarriedFollowingFather: false, registration: 'within30Days' };
    let { state } = beginChart(chart, { ...facts, 'child.1.nameChosen': true });
    for (let moves = 0; moves < 40; moves += 1) {
      const { regions } = readState(state);
      const field = random.pick(['children.0.sex', 'birth.bornAt', 'mother.name']) as string;
      const corrected = random.chance(0.2) ? judgeCorrection(chart, state, [field]) : undefined;
      const events = chart.regions.flatMap(({ id }) =>
        Object.keys(chart.states[id]?.states[regions[id] ?? '']?.on ?? {}).map((type) => ({ id, type })),
      );
      const { id = '', type = '' } = random.pick(events) ?? {};
      const writes = chart.definition.steps[chart.byId.get(id)?.step ?? '']?.writes ?? [];
      const changed = () => writes.map((path) => path.replace('child.', 'children.0.'));
      const learned = factsOfAmendment(chart, state, id, type, changed);
      const event =
        corrected !== undefined && 'facts' in corrected
          ? { type: CORRECTED, facts: corrected.facts }
          : { type, ...(learned && { facts: learned }) };
      const moved = event.type === '' ? undefined : moveChart(chart, state, event);
      if (moved?.accepted !== true) continue;
      ({ state } = moved);
      const [row, circumstances] = caseOf(chart, worldOf(chart, state), variants[0] as Variant);
      if (row.completedAt !== undefined) continue;
      const around = { now: NOW, calendar: officialCalendar, departments: () => ready };
      const { holdups } = explainCase(chart, row, circumstances, around);
      const after = readState(state);
      for (const region of chart.regions) {
        const at = after.regions[region.id] ?? '';
        const isDue = at === 'completed' && after.facts[amendFact(region.id)] === 'due';
        const told = holdups.filter((holdup) => holdup.region?.id === region.id);
        const expected = isDue || chart.states[region.id]?.states[at]?.type !== 'final' ? 1 : 0;
        expect({ state, region: region.id, told: told.length }).toEqual({ state, region: region.id, told: expected });
        for (const holdup of told) {
          expect({ state, region: region.id, on: holdup.on.length > 0 }).toMatchObject({ on: true });
          if (!seen.has(`${region.id} ${at} ${isDue}`)) reader.inWords(chart, row, { holdups: [holdup] });
          seen.add(`${region.id} ${at} ${isDue}`);
        }
      }
    }
  }
  const kinds = new Set([...seen].map((one) => one.slice(one.indexOf(' ') + 1)));
  expect([...kinds]).toEqual(
    expect.arrayContaining(['correcting false', 'amendByHand false', 'amendFailed false', 'completed true']),
  );
});
