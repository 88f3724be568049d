import { subjectFact, type Condition, type LifeEvent } from '../core';
import { renameFacts } from '../core/condition';

/** When a field that the trigger may leave out is surely there, asked of the subject at hand. */
export function knownWhen(definition: LifeEvent, field: string, subject: number): Condition | undefined {
  const condition = definition.trigger.knownWhen?.[field];
  return condition && renameFacts(condition, (fact) => subjectFact(definition, fact, subject));
}
