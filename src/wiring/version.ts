import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The version in package.json, found from the compiled file as well as from the source. */
export function productVersion(): string {
  for (const up of ['../..', '../../..']) {
    try {
      const { name, version } = JSON.parse(readFileSync(join(__dirname, up, 'package.json'), 'utf8')) as Record<
        string,
        string
      >;
      if (name === 'one-thing' && version !== undefined) return version;
    } catch {
      // Try one folder up.
    }
  }
  return '0.0.0';
}
