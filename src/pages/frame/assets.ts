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

function load(name: string): readonly [address: string, file: string, asset: Asset] {
  const content = readFileSync(join(__dirname, '../assets', `${name}.js`));
  const file = `${name}.${createHash('sha256').update(content).digest('hex').slice(0, 16)}.js`;
  return [`/pages/${file}`, file, { type: 'text/javascript; charset=utf-8', content, zipped: gzipSync(content) }];
}

const [scriptAddress, scriptFile, script] = load('pages');

/**
 * The style of the pages. It stands in each of them, named in their policy by its hash: on a slow network asking for it
 * would cost as long as the page itself, with nothing to be seen meanwhile.
 */
export const style = readFileSync(join(__dirname, '../assets/pages.css'), 'utf8');
export const styleHash = createHash('sha256').update(style).digest('base64');

export { scriptAddress };

/** Every file, by its hashed name. */
export const assets: ReadonlyMap<string, Asset> = new Map([[scriptFile, script]]);
