import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Mutant } from './catalogue';

export interface Edit {
  readonly path: string;
  readonly sound: string;
  readonly broken: string;
}

/** What a mutant makes of the sources in a folder; undefined where a text to replace is not there exactly once. */
export function editsOf(folder: string, { also, ...edit }: Mutant): readonly Edit[] | undefined {
  const edits = [edit, ...(also === undefined ? [] : [also])].flatMap(({ file, from, to }) => {
    const path = join(folder, file);
    const sound = readFileSync(path, 'utf8');
    if (sound.split(from).length !== 2 || from === to) return [];
    return [{ path, sound, broken: sound.replace(from, () => to) }];
  });
  return edits.length === (also === undefined ? 1 : 2) ? edits : undefined;
}
