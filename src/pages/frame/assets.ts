import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** A file that pages load: its name changes with its content, so browsers may keep it for ever. */
export interface Asset {
  readonly type: string;
  readonly content: Buffer;
  readonly zipped: Buffer;
}

const TYPES = { css: 'text/css; charset=utf-8', js: 'text/javascript; charset=utf-8' } as const;

function load(name: string, ending: keyof typeof TYPES): readonly [address: string, file: string, asset: Asset] {
  const content = readFileSync(join(__dirname, '../assets', `${name}.${ending}`));
  const file = `${name}.${createHash('sha256').update(content).digest('hex').slice(0, 16)}.${ending}`;
  return [`/pages/${file}`, file, { type: TYPES[ending], content, zipped: gzipSync(content) }];
}

const [styleAddress, styleFile, style] = load('pages', 'css');
const [scriptAddress, scriptFile, script] = load('pages', 'js');

export { scriptAddress, styleAddress };

/** Every file, by its hashed name. */
export const assets: ReadonlyMap<string, Asset> = new Map([
  [styleFile, style],
  [scriptFile, script],
]);
