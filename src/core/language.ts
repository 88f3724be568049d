import type { Condition, Facts } from './condition';
import type {
  CannotUndo,
  Ending,
  Escalation,
  FieldPath,
  HandlerStep,
  LifeEvent,
  Need,
  Property,
  RefusalPolicy,
  Repeat,
  Role,
  Step,
  TaskForm,
  TaskStep,
  WaitStep,
  WaitTimer,
} from './definition';
import { InvalidDefinitionError } from './failure';
import type { Limit } from './limit';
import { patiently, type RetryPolicy } from './retry-policy';
import type { Text } from './text';

/** The words a definition is written in. They build plain data; nothing runs here. */

type NeedWord = string | Need;

export const every = (step: string): Need => ({ step, how: 'everyCompleted' });
export const settled = (step: string): Need => ({ step, how: 'settled' });

export const notApplicable = (reason: string): Ending => ({ kind: 'notApplicable', reason });
export const skip = (reason: string): Ending => ({ kind: 'skip', reason });
export const handToCounter = (reason: string): Ending => ({ kind: 'handToCounter', reason });
export const refuse: RefusalPolicy = { kind: 'refuse' };
export const askApplicant: RefusalPolicy = { kind: 'askApplicant' };
export const stopCase: RefusalPolicy = { kind: 'stopCase' };

/** Its effect stays when it is taken back, for this reason; with a notice its department is told so by that matter. */
export const cannotUndo = (reason: string, { notice }: { notice?: string } = {}): CannotUndo => ({
  reason,
  ...(notice === undefined ? {} : { notice }),
});

export const when = (condition: Condition, ending: Ending) => ({ when: condition, ending });

/** With a condition: in cases in which it holds, and then nothing but the steps' own conditions need make it so. */
export const before = (first: string, second: string, condition?: Condition): Property => ({
  before: [first, second],
  ...(condition === undefined ? {} : { when: condition }),
});
export const never = (step: string, condition: Condition): Property => ({ never: step, when: condition });
export const atMostOnce = (step: string): Property => ({ atMostOnce: step });

interface CommonWords {
  title: Text;
  per?: string;
  needs?: NeedWord[];
  unless?: { when: Condition; ending: Ending }[];
  onUnmetNeed?: Ending;
  reads?: FieldPath[];
  writes?: FieldPath[];
}

type RefusalWords = RefusalPolicy | (Record<string, RefusalPolicy> & { otherwise: RefusalPolicy });

interface LimitWords {
  limit: Limit | { legal: Limit; promised?: Limit };
  warnDays?: number;
  escalateTo?: Role;
}

interface HandlerWords extends CommonWords, LimitWords {
  matterCode: string;
  legalBasis: string;
  proofs?: string[];
  retry?: RetryPolicy;
  repeat: Repeat;
  onRefusal?: RefusalWords;
  undo?: string;
  cannotUndo?: CannotUndo;
  amend?: string;
  /** Fields that come later: as soon as the case knows the field, the same department is told by this matter. */
  later?: Record<FieldPath, LaterWords>;
}

/** The matter that tells of a field, and with `undo` the one by which it is taken out again. */
type LaterWords = string | { tell: string; undo: string };

const common = (words: CommonWords) => ({
  title: words.title,
  ...(words.per === undefined ? {} : { per: words.per }),
  needs: (words.needs ?? []).map((need) =>
    typeof need === 'string' ? { step: need, how: 'completed' as const } : need,
  ),
  unless: words.unless ?? [],
  onUnmetNeed: words.onUnmetNeed ?? skip('need-unmet'),
  reads: words.reads ?? [],
  writes: words.writes ?? [],
});

const limitOf = (limit: LimitWords['limit']) => ('kind' in limit ? { legal: limit } : limit);

const limited = ({ limit, warnDays, escalateTo }: LimitWords) => ({
  limit: limitOf(limit),
  ...(warnDays === undefined ? {} : { warnDays }),
  ...(escalateTo === undefined ? {} : { escalateTo }),
});

function refusalOf(words: RefusalWords | undefined): HandlerStep['onRefusal'] {
  if (words === undefined) return { codes: {}, otherwise: refuse };
  if (isPolicy(words)) return { codes: {}, otherwise: words };
  const { otherwise, ...codes } = words;
  return { codes, otherwise };
}

const isPolicy = (words: RefusalWords): words is RefusalPolicy => typeof words['kind'] === 'string';

/** All after the first dot is the matter, so that a name with two dots is found wrong and not cut short. */
function readHandler(handler: string): { department: string; matter: string } {
  const [department = '', ...matter] = handler.split('.');
  return { department, matter: matter.join('.') };
}

/** A matter of a department, done by machine. `handler` is `department.verbNoun`. */
export function step(
  handler: string,
  words: HandlerWords,
): { step: HandlerStep; later: Record<FieldPath, LaterWords> } {
  const { department, matter } = readHandler(handler);
  return {
    step: {
      ...common(words),
      kind: 'handler',
      department,
      matter,
      matterCode: words.matterCode,
      legalBasis: words.legalBasis,
      proofs: words.proofs ?? [],
      ...limited(words),
      retry: words.retry ?? patiently,
      repeat: words.repeat,
      onRefusal: refusalOf(words.onRefusal),
      ...(words.undo === undefined ? {} : { undo: words.undo }),
      ...(words.cannotUndo === undefined ? {} : { cannotUndo: words.cannotUndo }),
      ...(words.amend === undefined ? {} : { amend: words.amend }),
    },
    later: words.later ?? {},
  };
}

interface TaskWords extends CommonWords, LimitWords {
  department: string;
  role: Role;
  /** Its codes are the reasons that the task can be refused with; without any it cannot be refused. */
  onRefusal?: RefusalWords;
  form?: TaskForm;
  fourEyes?: boolean;
  escalation?: Escalation;
}

/** Work for a person of a department or role. */
export function task(words: TaskWords): { step: TaskStep; form?: TaskForm } {
  return {
    ...(words.form === undefined ? {} : { form: words.form }),
    step: {
      ...common(words),
      kind: 'task',
      department: words.department,
      role: words.role,
      ...limited(words),
      onRefusal: refusalOf(words.onRefusal),
      ...(words.fourEyes === true ? { fourEyes: true } : {}),
      ...(words.escalation === undefined ? {} : { escalation: words.escalation }),
    },
  };
}

interface WaitWords extends CommonWords {
  signal?: string;
  timers?: WaitTimer[];
  learns?: Facts;
  otherwise?: WaitStep['otherwise'];
}

/** A wait for a signal from outside or for a date. */
export function wait(words: WaitWords): { step: WaitStep } {
  return {
    step: {
      ...common(words),
      kind: 'wait',
      ...(words.signal === undefined ? {} : { signal: words.signal }),
      timers: words.timers ?? [],
      learns: words.learns ?? {},
      otherwise: words.otherwise ?? 'reject',
    },
  };
}

export const remind = (id: string, days: number, after: FieldPath, role: Role): WaitTimer => ({
  id,
  days,
  after,
  then: { remind: role },
});
export const learn = (id: string, days: number, after: FieldPath, set: Facts): WaitTimer => ({
  id,
  days,
  after,
  then: { set },
});
/** Ends the wait: this is how a wait for a date is written. */
export const until = (id: string, days: number, after: FieldPath): WaitTimer => ({ id, days, after, then: 'end' });

type Declared = { step: Step; later?: Record<FieldPath, LaterWords>; form?: TaskForm };
type LifeEventWords = Omit<LifeEvent, 'steps' | 'facts' | 'signals' | 'forms' | 'always' | 'limit'> & {
  limit?: LimitWords['limit'];
  facts?: LifeEvent['facts'];
  signals?: LifeEvent['signals'];
  steps: Record<string, Declared>;
  always?: Property[];
};

/** Puts a definition together; each `later` becomes a follow-up step of its own. Not yet checked: see `loadDefinition`. */
export function lifeEvent(words: LifeEventWords): LifeEvent {
  const steps: Record<string, Step> = {};
  for (const [id, declared] of Object.entries(words.steps)) steps[id] = declared.step;
  for (const [id, declared] of Object.entries(words.steps)) {
    for (const [field, later] of Object.entries(declared.later ?? {})) {
      const name = followUpId(id, field);
      if (steps[name] !== undefined) {
        const defect = `step "${id}": two follow-ups would both be called "${name}"`;
        throw new InvalidDefinitionError(words.name, [defect]);
      }
      steps[name] = followUp(id, declared.step as HandlerStep, field, later, steps);
    }
  }
  const { limit, facts = {}, signals = {}, always = [], ...rest } = words;
  return {
    ...rest,
    ...(limit === undefined ? {} : { limit: limitOf(limit) }),
    ...{ facts, signals, steps, ...formsOf(words.steps), always },
  };
}

function formsOf(steps: Record<string, Declared>): Pick<LifeEvent, 'forms'> {
  const forms = Object.entries(steps).flatMap(([id, { form }]) => (form === undefined ? [] : [[id, form] as const]));
  return forms.length === 0 ? {} : { forms: Object.fromEntries(forms) };
}

export const followUpId = (id: string, field: FieldPath): string => `${id}+${field.split('.').at(-1) ?? field}`;

function followUp(
  id: string,
  owner: HandlerStep,
  field: FieldPath,
  later: LaterWords,
  steps: Record<string, Step>,
): HandlerStep {
  const writer = Object.keys(steps).find((name) => steps[name]?.writes.includes(field)) ?? field;
  // Without words of its own it is undone with what it completes; what it has told is put right by telling it again.
  const { undo: _undo, cannotUndo: _cannotUndo, amend, ...rest } = owner;
  const { tell: handler, undo } = typeof later === 'string' ? { tell: later, undo: undefined } : later;
  const { department, matter } = readHandler(handler);
  return {
    ...rest,
    title: { 'zh-CN': `${owner.title['zh-CN']}：补充告知`, en: `${owner.title.en}: told later` },
    department,
    matter,
    needs: [
      { step: id, how: 'completed' },
      { step: writer, how: 'completed' },
    ],
    unless: [],
    onUnmetNeed: notApplicable('field-never-known'),
    reads: [...owner.writes, field],
    writes: [],
    onRefusal: { codes: {}, otherwise: refuse },
    completes: id,
    ...(undo === undefined ? {} : { undo }),
    ...(amend === undefined ? {} : { amend: handler }),
  };
}
