import { isCivilDate, type LifeEvent, type Step } from '../core';
import type { ScenarioDefect } from './read-scenario';
import type { EventLoad, Scenario, Situation, StepLoad } from './scenario';
import type { Department, Operators } from './staff';
import type { Spread } from './spread';

/** What no single field can say: that the scenario fits itself and the definitions. Every defect at once. */
export function checkScenario(scenario: Scenario, definitions: readonly LifeEvent[]): ScenarioDefect[] {
  const found: ScenarioDefect[] = [];
  const say = (pointer: string, says: string): void => void found.push({ pointer, says });
  const { from, until, events, departments, operators, applicant, officer } = scenario;
  if (!isCivilDate(from)) say('/from', 'there is no such day');
  if (!isCivilDate(until)) say('/until', 'there is no such day');
  if (until < from) say('/until', 'is before the first day');
  if (events.size === 0) say('/events', 'names no life event');
  const asked = new Set<string>();
  const tasks: Step[] = [];
  for (const [name, load] of events) {
    const definition = newest(definitions, name);
    if (definition === undefined) say(`/events/${name}`, `there is no life event "${name}"`);
    else {
      checkEvent(`/events/${name}`, load, definition, say);
      for (const step of Object.values(definition.steps)) {
        if (step.kind !== 'wait') asked.add(step.department);
        if (step.kind === 'task') tasks.push(step);
      }
    }
  }
  for (const department of asked) {
    if (!departments.has(department)) say('/departments', `says nothing of "${department}", which has matters to do`);
  }
  for (const [name, department] of departments) checkDepartment(`/departments/${name}`, department, say);
  if (operators !== undefined) checkOperators(operators, say);
  for (const [name, person] of Object.entries({ applicant, officer })) {
    if (person !== undefined) checkSpread(`/${name}/answerTime`, person.answerTime, say);
  }
  return found;
}

export const newest = (definitions: readonly LifeEvent[], name: string): LifeEvent | undefined =>
  definitions.filter((one) => one.name === name).sort((a, b) => b.version - a.version)[0];

type Say = (pointer: string, says: string) => void;

function checkEvent(at: string, load: EventLoad, definition: LifeEvent, say: Say): void {
  const { hours, week } = load.arrivals;
  if (hours?.every((weight) => weight === 0)) say(`${at}/arrivals/hours`, 'gives no hour any weight');
  if (week?.every((weight) => weight === 0)) say(`${at}/arrivals/week`, 'gives no day any weight');
  if (load.situations.every(({ weight }) => weight === 0)) say(`${at}/situations`, 'gives no situation any weight');
  load.situations.forEach((situation, n) => checkSituation(`${at}/situations/${n}`, situation, definition, say));
  for (const [name, step] of load.steps ?? []) {
    const defined = Object.hasOwn(definition.steps, name) ? definition.steps[name] : undefined;
    if (defined === undefined || defined.kind === 'wait')
      say(`${at}/steps/${name}`, 'there is no such step that is done by a department');
    else checkStep(`${at}/steps/${name}`, step, defined, say);
  }
  const awaited = new Set(
    Object.values(definition.steps).flatMap((step) => (step.kind === 'wait' ? (step.signal ?? []) : [])),
  );
  for (const [name, { after }] of load.signals ?? []) {
    if (!awaited.has(name)) say(`${at}/signals/${name}`, 'nothing waits for such a signal');
    checkSpread(`${at}/signals/${name}/after`, after, say);
  }
  for (const name of awaited) {
    if (load.signals?.has(name) !== true) say(`${at}/signals`, `says nothing of "${name}", which is waited for`);
  }
}

function checkSituation(at: string, { facts, subjects, dates = {} }: Situation, definition: LifeEvent, say: Say): void {
  for (const [name, values] of Object.entries(definition.facts)) {
    const value = Object.hasOwn(facts, name) ? facts[name] : undefined;
    if (value === undefined) say(`${at}/facts`, `does not say "${name}"`);
    else if (!values.includes(value))
      say(`${at}/facts/${name}`, `must be one of ${values.map((one) => JSON.stringify(one)).join(', ')}`);
  }
  for (const name of Object.keys(facts)) {
    if (!Object.hasOwn(definition.facts, name)) say(`${at}/facts/${name}`, 'there is no such fact');
  }
  const most = definition.subject?.atMost ?? 1;
  if (subjects !== undefined && subjects > most) say(`${at}/subjects`, `must not be more than ${most}`);
  const counted = new Set(
    Object.values(definition.steps).flatMap((step) =>
      step.kind === 'wait' ? step.timers.map(({ after }) => after) : [],
    ),
  );
  for (const [path, days] of Object.entries(dates)) {
    if (!counted.has(path)) say(`${at}/dates/${path}`, 'no timer counts from there');
    if (typeof days !== 'number' || Math.abs(days) > 36_600) say(`${at}/dates/${path}`, 'must be a number of days');
  }
}

function checkStep(at: string, load: StepLoad, step: Exclude<Step, { kind: 'wait' }>, say: Say): void {
  const { answerTime, refusals = {}, asksApplicant = 0, escalates = 0, sendsBack = 0 } = load;
  if (answerTime !== undefined) checkSpread(`${at}/answerTime`, answerTime, say);
  const known = [...Object.keys(step.onRefusal.codes), 'otherwise'];
  for (const [code, chance] of Object.entries(refusals)) {
    if (!known.includes(code)) say(`${at}/refusals/${code}`, `must be one of ${known.join(', ')}`);
    if (typeof chance !== 'number' || chance < 0 || chance > 1)
      say(`${at}/refusals/${code}`, 'must be a chance from 0 to 1');
  }
  if (sum(Object.values(refusals)) > 1 + 1e-9) say(`${at}/refusals`, 'must not come to more than 1');
  const isTask = step.kind === 'task';
  if (asksApplicant > 0 && !isTask)
    say(`${at}/asksApplicant`, 'only of a task: a refusal by code says it of a machine');
  if (escalates > 0 && (!isTask || step.escalation === undefined))
    say(`${at}/escalates`, 'nobody else can be asked here');
  if (sendsBack > 0 && (!isTask || step.fourEyes !== true)) say(`${at}/sendsBack`, 'no second person decides here');
  if (asksApplicant + escalates > 1 + 1e-9) say(`${at}/escalates`, 'must not come to more than 1 with asksApplicant');
  if (isTask && load.fails !== undefined) say(`${at}/fails`, 'only what a machine does can fail');
}

function checkDepartment(at: string, { answerTime, hours = [], outages = [] }: Department, say: Say): void {
  checkSpread(`${at}/answerTime`, answerTime, say);
  hours.forEach(({ from, until }, n) => {
    if (until <= from) say(`${at}/hours/${n}/until`, 'must be later than from; hours over midnight are written as two');
  });
  outages.forEach(({ from, until }, n) => {
    for (const [name, text] of Object.entries({ from, until })) {
      if (!/(Z|[+-]\d{2}:\d{2})$/.test(text))
        say(`${at}/outages/${n}/${name}`, 'must be an instant, with an offset such as +08:00');
    }
    if (Date.parse(until) <= Date.parse(from)) say(`${at}/outages/${n}/until`, 'must be later than from');
  });
}

function checkOperators({ answerTime, hours = [], retried, skipped, resolved }: Operators, say: Say): void {
  checkDepartment('/operators', { answerTime, hours }, say);
  const weights = [retried, skipped, resolved].filter((weight) => weight !== undefined);
  if (weights.length > 0 && sum(weights) === 0) say('/operators', 'gives no repair any weight');
}

function checkSpread(at: string, { kind, median = 0, p95 = 0 }: Spread, say: Say): void {
  if (kind === 'logNormal' && p95 <= median) say(`${at}/p95`, 'must be above the median');
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);
