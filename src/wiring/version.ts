import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

interface Package {
  readonly folder: string;
  readonly version: string;
}

/** Our own package, found from the compiled file as well as from the source. */
function ownPackage(): Package | undefined {
  for (const up of ['../..', '../../..']) {
    const folder = resolve(__dirname, up);
    try {
      const { name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<
        string,
        string
      >;
      if (name === 'one-thing' && version !== undefined) return { folder, version };
    } catch {
      // Try one folder up.
    }
  }
  return undefined;
}

/** The version in package.json. */
export const productVersion = (): string => ownPackage()?.version ?? '0.0.0';

/** Where `npm start` builds the consoles. */
export const consoleFolder = (): string => join(ownPackage()?.folder ?? process.cwd(), 'web', 'dist');
