import type { LifeEvent } from '../core';
import { fingerprintOf } from './publish-definitions';

/** Fingerprints of what is published, by `name@version`. */
export type Published = Readonly<Record<string, string>>;

export const publishedNames = (definitions: readonly LifeEvent[]): Published =>
  Object.fromEntries(definitions.map((one) => [`${one.name}@${one.version}`, fingerprintOf(one)]));

/** What of the definitions is not as it was published, and which published versions are gone, each in one sentence. */
export function findPublishedDefects(
  definitions: readonly LifeEvent[],
  published: Published,
  { missingIsDefect }: { readonly missingIsDefect: boolean },
): string[] {
  const found = publishedNames(definitions);
  const changed = Object.entries(found).flatMap(([name, fingerprint]) => {
    if (published[name] === undefined) {
      return missingIsDefect ? [`${name} is not in workflows/published.json: run "npm run published:write"`] : [];
    }
    return published[name] === fingerprint ? [] : [`${name} is published and has changed: give it a new version`];
  });
  const gone = Object.keys(published).filter((name) => found[name] === undefined);
  return [...changed, ...gone.map((name) => `${name} is published and has gone: cases may still live on it`)];
}
