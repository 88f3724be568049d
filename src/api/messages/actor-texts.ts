import type { Text } from '../../core';
import { nameOfDepartment } from './department-texts';
import { actorTexts, roleTexts } from './explanation';

const itself: Text = { 'zh-CN': '系统自动', en: 'the engine itself' };

/** What the engine calls itself in a history: for what time brings, and for what it has found. */
const OWN = ['engine', 'timer', 'clock'];

const DEPARTMENT = 'department:';

const known: Readonly<Record<string, Text>> = { ...actorTexts, ...roleTexts };

/**
 * Who did something, as a history has it: a department, a role, or the engine. An organisation is called as it was
 * entered when its account or key was made: nothing else is known of it.
 */
export function nameOfActor(messages: Readonly<Record<string, Text>>, actor: string): Text {
  if (OWN.includes(actor)) return itself;
  if (actor.startsWith(DEPARTMENT)) return nameOfDepartment(messages, actor.slice(DEPARTMENT.length));
  return Object.hasOwn(known, actor) ? (known[actor] ?? itself) : { 'zh-CN': actor, en: actor };
}
