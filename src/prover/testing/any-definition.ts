import fc from 'fast-check';
import {
  askApplicant,
  cannotUndo,
  every,
  fact,
  findDefects,
  handToCounter,
  learn,
  notApplicable,
  refuse,
  remind,
  settled,
  skip,
  step,
  stopCase,
  task,
  until,
  wait,
  when,
  type LifeEvent,
} from '../../core';
import { matter, readers, signal, small, title } from './words';

/** How one step of a made-up definition looks; what does not fit is bent until it does. */
interface Plan {
  readonly kind: 'handler' | 'task' | 'signal' | 'date' | 'both';
  readonly perReader: boolean;
  readonly needs: readonly { readonly of: number; readonly how: 'completed' | 'settled' }[];
  readonly unless: boolean;
  readonly refusal: 'refuse' | 'askApplicant' | 'counter' | 'stop';
  readonly learns: boolean;
  readonly early: 'defer' | 'reject';
  readonly back: 'nothing' | 'undo' | 'keep' | 'notify';
}

const plans = (most: number): fc.Arbitrary<Plan[]> =>
  fc.array(
    fc.record<Plan>({
      kind: fc.constantFrom('handler', 'handler', 'task', 'signal', 'date', 'both'),
      perReader: fc.boolean(),
      needs: fc.uniqueArray(fc.record({ of: fc.nat(3), how: fc.constantFrom('completed', 'settled') }), {
        maxLength: 2,
        selector: ({ of }) => of,
      }),
      unless: fc.boolean(),
      refusal: fc.constantFrom('refuse', 'askApplicant', 'counter', 'stop'),
      learns: fc.boolean(),
      early: fc.constantFrom('defer', 'reject'),
      back: fc.constantFrom('nothing', 'undo', 'undo', 'keep', 'notify'),
    }),
    { minLength: 1, maxLength: most },
  );

const refusals = { refuse, askApplicant, counter: handToCounter('elsewhere'), stop: stopCase };

const waysBack = {
  nothing: {},
  undo: { undo: 'library.undoWork' },
  keep: { cannotUndo: cannotUndo('handed-out') },
  notify: { cannotUndo: cannotUndo('handed-out', { notice: 'library.tellWork' }) },
};

type Steps = Parameters<typeof small>[0]['steps'];

/** Any definition that the loader takes, of so many steps and subjects at most. */
export const anyDefinition = (steps: number, subjects: number): fc.Arbitrary<LifeEvent> =>
  plans(steps).map((list) => {
    const made: Steps = {};
    list.forEach((plan, index) => {
      made[`step${index}`] = declare(plan, index, list);
    });
    const definition = small({
      subject: readers(subjects),
      facts: { abroad: [true, false], late: [true, false] },
      signals: { told: signal },
      steps: made,
    });
    const defects = findDefects(definition);
    if (defects.length > 0) throw new Error(`a made-up definition is not sound: ${defects.join('; ')}`);
    return definition;
  });

function declare(plan: Plan, index: number, list: readonly Plan[]): Steps[string] {
  const needs = plan.needs
    .filter(({ of }) => of < index)
    .map(({ of, how }) => {
      const needed = `step${of}`;
      if (how === 'settled') return settled(needed);
      return list[of]?.perReader === true && !plan.perReader ? every(needed) : needed;
    });
  const shared = {
    ...(plan.perReader ? { per: 'reader' } : {}),
    needs,
    unless: plan.unless ? [when(fact('late'), index % 2 === 0 ? skip('late') : notApplicable('late'))] : [],
    onUnmetNeed: index % 2 === 0 ? skip('need-unmet') : handToCounter('need-unmet'),
  };
  if (plan.kind === 'handler') {
    return step('library.work', {
      ...matter,
      ...shared,
      ...waysBack[plan.back],
      onRefusal: { known: refusals[plan.refusal], otherwise: refuse },
    });
  }
  if (plan.kind === 'task') {
    const onRefusal = { known: refusals[plan.refusal], otherwise: refuse };
    return task({
      ...{ ...shared, title, department: 'library', role: 'departmentStaff', limit: matter.limit },
      onRefusal,
    });
  }
  return wait({
    ...{ ...shared, title, otherwise: plan.early },
    ...(plan.kind === 'date' ? {} : { signal: 'told' }),
    timers: [
      ...(plan.kind === 'signal' ? [] : [until('end', 9, 'family.since')]),
      plan.learns ? learn('late', 3, 'family.since', { late: true }) : remind('day3', 3, 'family.since', 'citizen'),
    ],
  });
}
