import { factsOf, type Condition, type Facts, type FactValue } from './condition';
import type { FieldPath, HandlerStep, LifeEvent, Step, WaitStep } from './definition';
import { InvalidDefinitionError } from './failure';
import { queryDefects } from './register-query';
import { knownDefects } from './validate-known';
import { limitDefects } from './validate-limits';
import { correctionDefects } from './validate-corrections';
import { HANDLER, reversalDefects } from './validate-reversal';
import { CODE, formDefects, signalDefects, taskDefects } from './validate-task';

/**
 * Checks a definition when it is loaded. All defects are named at once, each in the words of the definition; a
 * definition with a defect does not start.
 */
export function loadDefinition(definition: LifeEvent): LifeEvent {
  const defects = findDefects(definition);
  if (defects.length > 0) throw new InvalidDefinitionError(String(definition.name), defects);
  return definition;
}

export function findDefects(definition: LifeEvent): string[] {
  const steps = Object.entries(definition.steps);
  return [
    ...headDefects(definition),
    ...limitDefects(definition),
    ...steps.flatMap(([id, step]) =>
      [
        ...shapeDefects(id, step),
        ...needDefects(definition, step),
        ...factDefects(definition, step),
        ...(step.kind === 'handler' ? handlerDefects(step) : []),
        ...(step.kind === 'task' ? [...limitDefects(step), ...taskDefects(step)] : []),
        ...(step.kind === 'wait' ? waitDefects(definition, step) : []),
      ].map((defect) => `step "${id}": ${defect}`),
    ),
    ...formDefects(definition),
    ...signalDefects(definition),
    ...cycleDefects(definition),
    ...fieldDefects(definition),
    ...propertyDefects(definition),
    ...correctionDefects(definition),
    ...knownDefects(definition),
    ...queryDefects(definition),
  ];
}

const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const STEP_ID = /^[a-z][A-Za-z0-9]*(\+[a-z][A-Za-z0-9]*)?$/;

function headDefects(definition: LifeEvent): string[] {
  const defects: string[] = [];
  if (!NAME.test(definition.name)) defects.push(`name "${definition.name}" must be lower-case words joined by "-"`);
  if (!Number.isInteger(definition.version) || definition.version < 1) {
    defects.push(`version must be a whole number from 1, not ${definition.version}`);
  }
  if (Object.keys(definition.steps).length === 0) defects.push('has no steps');
  if (definition.subject !== undefined && !(definition.subject.atMost >= 1)) {
    defects.push('subject.atMost must be at least 1');
  }
  for (const [name, values] of Object.entries(definition.facts)) {
    if (values.length === 0) defects.push(`fact "${name}" has no values`);
    if (isReservedFact(name)) defects.push(`fact "${name}" is reserved`);
  }
  return defects;
}

/** Facts that only the engine sets: that a case is stopped, and what of it is taken back or put right. */
const isReservedFact = (name: string): boolean => /^(stopped|reversal|undo\..*|amend\..*)$/.test(name);

const STEP_KEYS: Record<Step['kind'], ReadonlySet<string>> = {
  handler: keys(
    'department matter matterCode legalBasis proofs limit warnDays escalateTo retry repeat onRefusal undo cannotUndo amend completes',
  ),
  task: keys('department role limit warnDays escalateTo onRefusal fourEyes escalation'),
  wait: keys('signal timers learns otherwise'),
};

function keys(own: string): ReadonlySet<string> {
  return new Set(['kind', 'title', 'per', 'needs', 'unless', 'onUnmetNeed', 'reads', 'writes', ...own.split(' ')]);
}

/** Charts are data: no functions, no unknown words (which is how `invoke`, `after` or `history` would come in). */
function shapeDefects(id: string, step: Step): string[] {
  const defects: string[] = [];
  if (!STEP_ID.test(id)) defects.push('its id must be camelCase letters and digits');
  const allowed = STEP_KEYS[step.kind];
  if (allowed === undefined) return [...defects, `unknown kind "${String(step.kind)}"`];
  for (const key of Object.keys(step)) if (!allowed.has(key)) defects.push(`unknown word "${key}"`);
  const inline = findFunction(step, '');
  if (inline !== undefined) defects.push(`holds a function at "${inline}"; a step is data`);
  for (const reason of reasonsOf(step))
    if (!CODE.test(reason)) defects.push(`reason "${reason}" must be lower-case words joined by "-"`);
  return defects;
}

function reasonsOf(step: Step): string[] {
  const policies = step.kind === 'wait' ? [] : [...Object.values(step.onRefusal.codes), step.onRefusal.otherwise];
  return [...step.unless.map((line) => line.ending), step.onUnmetNeed, ...policies].flatMap((ending) =>
    'reason' in ending ? [ending.reason] : [],
  );
}

function findFunction(value: unknown, path: string): string | undefined {
  if (typeof value === 'function') return path;
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, part] of Object.entries(value)) {
    const found = findFunction(part, path === '' ? key : `${path}.${key}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

function needDefects(definition: LifeEvent, step: Step): string[] {
  const defects: string[] = [];
  if (step.per !== undefined && step.per !== definition.subject?.name) {
    defects.push(`is per "${step.per}", but the definition has no such subject`);
  }
  for (const need of step.needs) {
    const needed = definition.steps[need.step];
    if (needed === undefined) defects.push(`needs "${need.step}", which is no step`);
    else if (needed.per !== undefined && step.per === undefined && need.how === 'completed') {
      defects.push(
        `needs "${need.step}" of every ${needed.per}: write every("${need.step}") or settled("${need.step}")`,
      );
    }
  }
  return defects;
}

function factDefects(definition: LifeEvent, step: Step): string[] {
  if (findFunction(step, '') !== undefined) return [];
  const asked = step.unless.flatMap((line: { when: Condition }) => factsOf(line.when));
  const learned: Facts[] = step.kind === 'wait' ? [step.learns, ...step.timers.flatMap(timerFacts)] : [];
  const set = learned.flatMap((facts) => Object.entries(facts).map(([fact, is]) => ({ fact, is })));
  return [...asked, ...set].flatMap(({ fact, is }) => factDefect(definition, step, fact, is));
}

const timerFacts = (timer: WaitStep['timers'][number]): Facts[] =>
  typeof timer.then === 'object' && 'set' in timer.then ? [timer.then.set] : [];

function factDefect(definition: LifeEvent, step: Step, fact: string, is: FactValue): string[] {
  const values = definition.facts[fact];
  if (values === undefined) return [`uses fact "${fact}", which is not declared`];
  if (!values.includes(is)) return [`uses fact "${fact}" with value "${String(is)}"; it can be ${values.join(', ')}`];
  if (isOfSubject(definition, fact) && step.per === undefined) {
    return [`uses fact "${fact}" of one ${definition.subject?.name}, but is a step of the whole case`];
  }
  return [];
}

const isOfSubject = (definition: LifeEvent, path: string): boolean =>
  definition.subject !== undefined && path.startsWith(`${definition.subject.name}.`);

function handlerDefects(step: HandlerStep): string[] {
  const defects: string[] = [];
  if (!HANDLER.test(`${step.department}.${step.matter}`))
    defects.push('its handler must be written department.verbNoun');
  if (!['sameKeySameAnswer', 'askByKey', 'byHandOnly'].includes(step.repeat)) {
    defects.push('must say how it may be repeated: sameKeySameAnswer, askByKey or byHandOnly');
  }
  const { attempts, firstDelayMs, factor, maxDelayMs } = step.retry;
  if (!Number.isInteger(attempts) || attempts < 1) defects.push('retry.attempts must be a whole number from 1');
  if (!(firstDelayMs > 0 && factor >= 1 && maxDelayMs >= firstDelayMs))
    defects.push('retry delays must be positive and growing');
  return [...defects, ...limitDefects(step), ...reversalDefects(step)];
}

function waitDefects(definition: LifeEvent, step: WaitStep): string[] {
  const defects: string[] = [];
  if (step.signal === undefined && !step.timers.some((timer) => timer.then === 'end')) {
    defects.push('waits for ever: it has neither a signal nor a timer that ends it');
  }
  if (step.signal !== undefined && definition.signals[step.signal] === undefined) {
    defects.push(`waits for signal "${step.signal}", which is not declared`);
  }
  const ids = step.timers.map((timer) => timer.id);
  for (const id of new Set(ids.filter((name, index) => ids.indexOf(name) !== index))) {
    defects.push(`has two timers called "${id}"`);
  }
  for (const timer of step.timers) {
    if (!Number.isInteger(timer.days)) {
      defects.push(`timer "${timer.id}" must be a whole number of days, not ${timer.days}`);
    }
    if (!knownFromTrigger(definition, timer.after)) {
      defects.push(`timer "${timer.id}" counts from "${timer.after}", which the trigger does not always bring`);
    }
  }
  return defects;
}

const knownFromTrigger = (definition: LifeEvent, path: FieldPath): boolean =>
  definition.trigger.provides.includes(path);

function cycleDefects(definition: LifeEvent): string[] {
  const done = new Set<string>();
  const defects: string[] = [];
  const visit = (id: string, path: string[]): void => {
    if (path.includes(id)) {
      defects.push(`steps need each other in a circle: ${[...path.slice(path.indexOf(id)), id].join(' → ')}`);
      return;
    }
    if (done.has(id)) return;
    for (const need of definition.steps[id]?.needs ?? []) visit(need.step, [...path, id]);
    done.add(id);
  };
  for (const id of Object.keys(definition.steps)) visit(id, []);
  return defects;
}

/** Every field is written once, and every field a step reads is there before the step starts. */
function fieldDefects(definition: LifeEvent): string[] {
  const defects: string[] = [];
  const provided = new Set(definition.trigger.provides.map((path) => path.replace(/\?$/, '')));
  const writers = new Map<FieldPath, string>();
  for (const [id, step] of Object.entries(definition.steps)) {
    for (const field of step.writes) {
      const other = writers.get(field);
      if (other !== undefined) defects.push(`steps "${other}" and "${id}" both write "${field}"`);
      writers.set(field, id);
      if (isOfSubject(definition, field) !== (step.per !== undefined))
        defects.push(misplacedWrite(definition, id, field));
      if (provided.has(field) && knownFromTrigger(definition, field)) {
        defects.push(`step "${id}" writes "${field}", which is asked of the applicant already`);
      }
    }
  }
  for (const [id, step] of Object.entries(definition.steps)) {
    const before = ancestorsOf(definition, id);
    for (const read of step.reads) {
      const path = read.replace(/\?$/, '');
      const writer = writers.get(path);
      if (!provided.has(path) && writer === undefined)
        defects.push(`step "${id}" reads "${path}", which nobody writes`);
      else if (isOfSubject(definition, path) && step.per === undefined) {
        defects.push(
          `step "${id}" reads "${path}" of one ${definition.subject?.name}, but is a step of the whole case`,
        );
      } else if (
        !read.endsWith('?') &&
        !knownFromTrigger(definition, path) &&
        !(writer !== undefined && before.has(writer))
      ) {
        defects.push(
          `step "${id}" reads "${path}", which may be unknown when it starts: mark it "${path}?" or need its writer`,
        );
      }
    }
  }
  return defects;
}

function misplacedWrite(definition: LifeEvent, id: string, field: FieldPath): string {
  const word = definition.subject?.name;
  return isOfSubject(definition, field)
    ? `step "${id}" writes "${field}" of one ${word}, but is a step of the whole case`
    : `step "${id}" writes "${field}" of the whole case, but is run once per ${word}`;
}

/** Every step that has ended before this one starts. */
export function ancestorsOf(definition: LifeEvent, id: string): Set<string> {
  const found = new Set<string>();
  const visit = (name: string): void => {
    for (const need of definition.steps[name]?.needs ?? []) {
      if (found.has(need.step)) continue;
      found.add(need.step);
      visit(need.step);
    }
  };
  visit(id);
  return found;
}

function propertyDefects(definition: LifeEvent): string[] {
  return definition.always.flatMap((property) => {
    const named = 'before' in property ? property.before : ['never' in property ? property.never : property.atMostOnce];
    const unknown = named.filter((step) => definition.steps[step] === undefined);
    if (unknown.length > 0) return unknown.map((step) => `a property names "${step}", which is no step`);
    const last = named.at(-1) as string;
    const step = definition.steps[last] as Step;
    const asked = 'when' in property && property.when !== undefined ? factsOf(property.when) : [];
    const wrong = asked.flatMap(({ fact, is }) => factDefect(definition, step, fact, is));
    if (wrong.length > 0) return wrong.map((defect) => `a property of "${last}" ${defect}`);
    if (
      'before' in property &&
      property.when === undefined &&
      !ancestorsOf(definition, property.before[1]).has(property.before[0])
    ) {
      return [`"${property.before[0]}" must come before "${property.before[1]}", but nothing makes it so`];
    }
    return [];
  });
}
