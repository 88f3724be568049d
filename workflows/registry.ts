import type { LifeEvent, Text } from '../src/core';
import { departmentCalls } from './departments.calls';
import { departmentNames } from './departments.messages';
import { fieldMessages } from './fields.messages';
import { newbornMessages } from './newborn/messages';
import { newbornReasons } from './newborn/reasons';
import { newborn } from './newborn/newborn.workflow';

/** Every life event of the city. A folder that is not named here does not exist. */
export const definitions: readonly LifeEvent[] = withoutDuplicates([newborn]);

/** What is said about a fault of a form or about the end of a step, by code; the API shows it in the caller's language. */
export const messages: Readonly<Record<string, Text>> = mergeMessages([
  departmentCalls,
  departmentNames,
  fieldMessages,
  newbornMessages,
  newbornReasons,
]);

/** Two versions of one event may stand side by side; two charts under one name and version may not, nor may two events number their cases alike. */
export function withoutDuplicates(listed: readonly LifeEvent[]): readonly LifeEvent[] {
  const versions = new Set<string>();
  const owners = new Map<string, string>();
  for (const { name, version, numberPrefix } of listed) {
    if (versions.has(`${name}@${version}`)) throw new Error(`Life event ${name}@${version} is listed twice`);
    versions.add(`${name}@${version}`);
    const owner = owners.get(numberPrefix) ?? name;
    if (owner !== name) throw new Error(`Life events ${owner} and ${name} both number their cases ${numberPrefix}`);
    owners.set(numberPrefix, owner);
  }
  return listed;
}

export function mergeMessages(parts: readonly Readonly<Record<string, Text>>[]): Readonly<Record<string, Text>> {
  const merged: Record<string, Text> = {};
  for (const [code, text] of parts.flatMap((part) => Object.entries(part))) {
    if (merged[code] !== undefined) throw new Error(`Message ${code} is written twice`);
    merged[code] = text;
  }
  return merged;
}
