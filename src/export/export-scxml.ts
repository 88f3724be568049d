import { InvariantError, machineConfig, type Chart } from '../core';
import type { ChartAction, ChartState, ChartTransition, Guard } from '../core/chart';
import { conditionText, joined, literal } from './expression';
import { writeXml, xml, type XmlElement } from './xml';

const NAMESPACE = 'http://www.w3.org/2005/07/scxml';

/**
 * The chart as SCXML 1.0 with the ECMAScript data model. What the engine would do besides moving is sent as events to
 * `#_parent`; the facts of a case are the variable `facts`, which whoever starts the session fills. Names are those of
 * the chart with a dot for what SCXML does not allow (`@`, `+`, `:`).
 */
export function exportScxml(chart: Chart): string {
  const { definition, regions, states } = chart;
  const names = new Names();
  const config = machineConfig(chart) as { id: string; on: Readonly<Record<string, ChartTransition>> };
  const region = (id: string): XmlElement => {
    const own = states[id];
    if (own === undefined) throw new InvariantError(`Region "${id}" has no states`);
    const named = (state: string): string => names.of(id, state);
    const parts = Object.entries(own.states).map(([state, content]) =>
      stateElement(chart, id, named, state, content, names),
    );
    return xml('state', { id: names.of(id), initial: named(own.initial) }, parts);
  };
  const whole = names.of(config.id);
  const everywhere = Object.entries(config.on).map(([event, arrow]) =>
    transition(chart, arrow, undefined, { event }, names),
  );
  return writeXml(
    NAMESPACE,
    xml('scxml', { version: '1.0', datamodel: 'ecmascript', name: definition.name, initial: whole }, [
      xml('datamodel', {}, [xml('data', { id: 'facts', expr: '{}' })]),
      xml('parallel', { id: whole }, [
        xml('transition', { event: `done.state.${whole}`, target: names.of(config.id, 'ended') }),
        ...everywhere,
        ...regions.map(({ id }) => region(id)),
      ]),
      xml('final', { id: names.of(config.id, 'ended') }),
    ]),
  );
}

/** Names as SCXML allows them, each for one thing only. */
class Names {
  private readonly owners = new Map<string, string>();

  of(...path: readonly string[]): string {
    const name = scxmlName(path.join('.'));
    const owner = this.owners.get(name) ?? path.join(' ');
    if (owner !== path.join(' '))
      throw new InvariantError(`"${owner}" and "${path.join(' ')}" have the same name in SCXML`);
    this.owners.set(name, owner);
    return name;
  }
}

export const scxmlName = (text: string): string => text.replace(/[^\w.-]/g, '.');

function stateElement(
  chart: Chart,
  region: string,
  named: (state: string) => string,
  state: string,
  { type, always = [], on = {}, entry = [], exit = [] }: ChartState,
  names: Names,
): XmlElement {
  if (type === 'final') return xml('final', { id: named(state) });
  const target = (arrow: ChartTransition): string | undefined =>
    arrow.target === undefined ? undefined : named(arrow.target);
  return xml('state', { id: named(state) }, [
    ...(entry.length === 0 ? [] : [xml('onentry', {}, entry.map(actionElement))]),
    ...(exit.length === 0 ? [] : [xml('onexit', {}, exit.map(actionElement))]),
    ...always.map((arrow) => transition(chart, arrow, target(arrow), {}, names)),
    ...Object.entries(on).map(([event, arrow]) => transition(chart, arrow, target(arrow), { event }, names)),
  ]);
}

function transition(
  { guards }: Chart,
  { guard, actions = [] }: ChartTransition,
  target: string | undefined,
  { event }: { event?: string },
  names: Names,
): XmlElement {
  const asked = guard === undefined ? undefined : guards[guard];
  return xml(
    'transition',
    {
      event: event === undefined ? undefined : scxmlName(event),
      cond: asked === undefined ? undefined : guardText(asked, names),
      target,
    },
    actions.map(actionElement),
  );
}

function actionElement({ type, params }: ChartAction): XmlElement {
  if (type === 'learn') {
    const learned = params.facts === undefined ? '' : `${JSON.stringify(params.facts)}, `;
    return xml('assign', { location: 'facts', expr: `Object.assign({}, facts, ${learned}(_event.data || {}).facts)` });
  }
  const { region, timer } = params;
  const values = { region, ...(timer === undefined ? {} : { timer }) };
  const parts = Object.entries(values).map(([name, value]) => xml('param', { name, expr: literal(value) }));
  return xml('send', { target: '#_parent', event: type }, parts);
}

function guardText(guard: Guard, names: Names): string {
  if ('holds' in guard) return conditionText(guard.holds, 'facts');
  if ('in' in guard) {
    const tests = guard.states.map((state) => `In(${literal(names.of(guard.in, state))})`);
    return joined(tests, false);
  }
  const isAll = 'all' in guard;
  const parts = (isAll ? guard.all : guard.any).map((part) => guardText(part, names));
  return joined(parts, isAll);
}
