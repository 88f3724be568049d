import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Asset } from './assets';

/** Asked for by the script when the page stands, and where there is no script by the page itself. */
export const FONTS_FILE = 'fonts.css';

/** Chinese as it lies on phones and computers: whoever has one of these loads nothing. */
const ON_THE_DEVICE = [
  ...[
    'Noto Sans CJK SC',
    'NotoSansCJKsc-Regular',
    'Noto Sans SC',
    'Source Han Sans SC',
    'PingFang SC',
    'PingFangSC-Regular',
  ],
  ...[
    'Microsoft YaHei',
    'HarmonyOS Sans SC',
    'HarmonyOS_Sans_SC',
    'MiSans',
    'WenQuanYi Micro Hei',
    'Droid Sans Fallback',
  ],
]
  .map((name) => `local("${name}")`)
  .join();

const SLICE = /src:(url\([^)]+\.woff2\)\s*format\("woff2"\))[^;}]*/g;

/**
 * The font that the consoles are built with, for the pages as well: a hundred slices of which a browser loads those that
 * hold a letter of the page, each under a name that changes with its content.
 */
export class Fonts {
  private known: { readonly file: string; readonly asset: Asset } | undefined;

  constructor(private readonly consoleFolder: string | undefined) {}

  /** The list of slices; an empty one where no consoles are built. */
  list(): Asset {
    const file = this.findFile();
    if (this.known?.file !== file || this.known === undefined) this.known = { file, asset: assetOf(file) };
    return this.known.asset;
  }

  private findFile(): string {
    const folder = join(this.consoleFolder ?? '', 'assets');
    if (this.consoleFolder === undefined || !existsSync(folder)) return '';
    const styles = readdirSync(folder).filter((name) => /^400-[\w-]+\.css$/.test(name));
    return styles[0] === undefined ? '' : join(folder, styles[0]);
  }
}

function assetOf(file: string): Asset {
  const built = file === '' ? '' : readFileSync(file, 'utf8');
  const content = Buffer.from(built.replace(SLICE, (_, slice: string) => `src:${ON_THE_DEVICE},${slice}`));
  return { type: 'text/css; charset=utf-8', content, zipped: gzipSync(content) };
}
