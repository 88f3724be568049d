import { DOMParser, type Element } from '@xmldom/xmldom';
import { compileFunction } from 'node:vm';
import { newborn } from '../../workflows/newborn/newborn.workflow';
import { beginChart, buildChart, holds, moveChart, readState, type Chart, type Facts, type LifeEvent } from '../core';
import type { ChartAction, Guard } from '../core/chart';
import { everyFact, situationsOf } from '../prover/situations';
import { card, permit } from '../prover/testing/small-definitions';
import { small } from '../prover/testing/words';
import { exportScxml, scxmlName } from './export-scxml';

const small2: [string, LifeEvent, number][] = [
  ['a library card', small(card), 2],
  ['a permit', small(permit), 1],
  ['newborn with twins', newborn, 2],
];

const onError = (_level: string, message: string): never => {
  throw new Error(message);
};
const parse = (text: string): Element =>
  new DOMParser({ onError }).parseFromString(text, 'text/xml').documentElement as Element;

const all = (from: Element, name: string): Element[] => [...from.getElementsByTagName(name)];
const children = (from: Element): Element[] => [...from.childNodes].filter((one) => one.nodeType === 1) as Element[];
const own = (from: Element, name: string): Element[] => children(from).filter(({ tagName }) => tagName === name);
const get = (from: Element, name: string): string => from.getAttribute(name) ?? '';

const sends = (holder: Element | undefined): string[] =>
  holder === undefined
    ? []
    : children(holder).map((one) => {
        const values = all(one, 'param').map((param) => `${get(param, 'name')}=${get(param, 'expr')}`);
        return [get(one, 'event') || 'learn', ...values].join(' ');
      });
const planned = (actions: readonly ChartAction[] = []): string[] =>
  actions.map(({ type, params }) => {
    const { facts: _, ...values } = params;
    const told = type === 'learn' ? [] : Object.entries(values).map(([name, value]) => `${name}='${value}'`);
    return [type, ...told].join(' ');
  });

describe.each(small2)('%s as SCXML', (_, definition, subjects) => {
  const chart = buildChart(definition, subjects);
  const root = parse(exportScxml(chart));

  it('has every state and arrow of the chart and no other, with what each of them plans', () => {
    const regions = all(root, 'parallel').flatMap((parallel) => own(parallel, 'state'));
    expect(regions.map((one) => [get(one, 'id'), get(one, 'initial')])).toEqual(
      chart.regions.map(({ id }) => [scxmlName(id), scxmlName(`${id}.waiting`)]),
    );
    regions.forEach((region, index) => {
      const id = chart.regions[index]?.id ?? '';
      const states = Object.entries(chart.states[id]?.states ?? {});
      expect(children(region).map((one) => [one.tagName, get(one, 'id')])).toEqual(
        states.map(([state, { type }]) => [type ?? 'state', scxmlName(`${id}.${state}`)]),
      );
      children(region).forEach((element, at) => {
        const { always = [], on = {}, entry, exit } = states[at]?.[1] ?? {};
        expect(sends(own(element, 'onentry')[0])).toEqual(planned(entry));
        expect(sends(own(element, 'onexit')[0])).toEqual(planned(exit));
        const arrows = [...always.map((arrow) => ['', arrow] as const), ...Object.entries(on)];
        expect(own(element, 'transition').map((one) => [get(one, 'event'), get(one, 'target'), sends(one)])).toEqual(
          arrows.map(([event, { target, actions }]) => [
            scxmlName(event),
            target === undefined ? '' : scxmlName(`${id}.${target}`),
            planned(actions),
          ]),
        );
      });
    });
  });

  it('uses only names that SCXML allows, none of them twice, and no event that another would answer to', () => {
    const ids = ['state', 'final', 'parallel'].flatMap((name) => all(root, name)).map((one) => get(one, 'id'));
    expect(ids.filter((id) => !/^[A-Za-z_][\w.-]*$/.test(id))).toEqual([]);
    expect(new Set(ids).size).toBe(ids.length);
    const targets = all(root, 'transition').flatMap((one) => get(one, 'target') || []);
    expect(targets.filter((target) => !ids.includes(target))).toEqual([]);
    const events = [...new Set(all(root, 'transition').flatMap((one) => get(one, 'event') || []))];
    expect(events.filter((event) => !/^[\w-]+(\.[\w-]+)*$/.test(event))).toEqual([]);
    const shadowed = events.filter((event) => events.some((other) => event.startsWith(`${other}.`)));
    expect(shadowed).toEqual([]);
  });
});

function isTrue(guard: Guard, regions: Readonly<Record<string, string>>, facts: Facts): boolean {
  if ('holds' in guard) return holds(guard.holds, facts);
  if ('in' in guard) return guard.states.includes(regions[guard.in] ?? '');
  return 'all' in guard
    ? guard.all.every((part) => isTrue(part, regions, facts))
    : guard.any.some((part) => isTrue(part, regions, facts));
}

/** States that can be reached, some hundreds of them. */
function reached(chart: Chart, most: number): string[] {
  const situations = situationsOf({ chart, observed: everyFact(chart.definition, chart.subjects) });
  const states = situations.map((facts) => beginChart(chart, facts).state);
  const seen = new Set(states);
  for (const state of seen) {
    if (seen.size >= most) break;
    const { regions } = readState(state);
    for (const { id } of chart.regions) {
      for (const type of Object.keys(chart.states[id]?.states[regions[id] ?? '']?.on ?? {})) {
        const moved = moveChart(chart, state, { type });
        if (moved.accepted) seen.add(moved.state);
      }
    }
  }
  return [...seen];
}

it.each(small2)(
  'the conditions of %s say in every configuration looked at what the guards say',
  (_, definition, subjects) => {
    const chart = buildChart(definition, subjects);
    const root = parse(exportScxml(chart));
    const guards = chart.regions.flatMap(({ id }) =>
      Object.values(chart.states[id]?.states ?? {}).flatMap(({ always = [] }) =>
        always.map(({ guard }) => chart.guards[guard ?? ''] as Guard),
      ),
    );
    const conditions = all(root, 'transition').flatMap((one) => get(one, 'cond') || []);
    expect(conditions).toHaveLength(guards.length);
    const asked = conditions.map((cond) => compileFunction(`return (${cond});`, ['In', 'facts']));
    const truths = new Set<string>();
    for (const state of reached(chart, 300)) {
      const { regions, facts } = readState(state);
      const active = new Set(Object.entries(regions).map(([id, at]) => scxmlName(`${id}.${at}`)));
      const inside = (name: string): boolean => active.has(name);
      guards.forEach((guard, index) => {
        const expected = isTrue(guard, regions, facts);
        truths.add(String(expected));
        if (asked[index]?.(inside, facts) !== expected) throw new Error(`${conditions[index]} in ${state}`);
      });
    }
    expect([...truths].sort()).toEqual(['false', 'true']);
  },
);

it('what a wait teaches is learned, and what its signal brings after it', () => {
  const root = parse(exportScxml(buildChart(newborn, 1)));
  const [arrow] = all(root, 'transition').filter((one) => get(one, 'event') === 'nameChosen.1.completed');
  const expr = get(all(arrow as Element, 'assign')[0] as Element, 'expr');
  const learn = compileFunction(`return ${expr};`, ['facts', '_event']);
  const learned: unknown = learn(
    { registration: 'within30Days' },
    { data: { facts: { registration: 'within1Year' } } },
  );
  expect(learned).toMatchObject({ 'child.1.nameChosen': true, registration: 'within1Year' });
  expect(learn({}, {})).toMatchObject({ 'child.1.nameChosen': true });
});

it('refuses to write what XML cannot hold, rather than a file that nobody can read', () => {
  expect(() => exportScxml(buildChart({ ...small(card), name: 'card\u0000' }, 1))).toThrow();
});

it('refuses two states that would have one name in SCXML', () => {
  const { release } = small(permit).steps;
  if (release === undefined) throw new Error('the permit has lost a step');
  const alike = { ...small(permit), steps: { 'release+date': release, 'release.date': release } };
  expect(() => exportScxml(buildChart(alike, 1))).toThrow('have the same name in SCXML');
});
