import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';

/** A built file of the consoles, as it lies on disk. */
interface BuiltFile {
  readonly path: string;
  readonly bytes: number;
}

/** A file to be sent: its kind, and the forms in which it lies there. */
export interface ConsoleFile {
  readonly type: string;
  /** Its name changes with its content. */
  readonly isHashed: boolean;
  readonly plain: BuiltFile;
  readonly br?: BuiltFile;
  readonly gzip?: BuiltFile;
}

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
};

/**
 * The build of the consoles. What is served is what was found there: a path that somebody makes up is looked up in that
 * list and never on the disk. Found anew when the build is another one.
 */
export class ConsoleFiles {
  private files: ReadonlyMap<string, ConsoleFile> = new Map();
  private page = '';
  private builtAt = 0;

  constructor(private readonly folder: string) {}

  /** The page into which the consoles are loaded; undefined where nothing has been built. */
  index(): string | undefined {
    const file = join(this.folder, 'index.html');
    if (!existsSync(file)) return undefined;
    const { mtimeMs } = statSync(file);
    if (mtimeMs !== this.builtAt) {
      this.page = readFileSync(file, 'utf8');
      this.files = filesIn(this.folder);
      this.builtAt = mtimeMs;
    }
    return this.page;
  }

  /** A file by its path within the build, such as `assets/index-abc.js`. */
  find(path: string): ConsoleFile | undefined {
    if (this.builtAt === 0) this.index();
    return this.files.get(path);
  }
}

function filesIn(folder: string): ReadonlyMap<string, ConsoleFile> {
  const found = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const built = new Map(found.map((path) => [path, { path, bytes: statSync(path).size }]));
  const files = new Map<string, ConsoleFile>();
  for (const plain of built.values()) {
    const type = TYPES[extname(plain.path)];
    if (type === undefined) continue;
    const [br, gzip] = [built.get(`${plain.path}.br`), built.get(`${plain.path}.gz`)];
    const name = plain.path.slice(folder.length + 1).replaceAll('\\', '/');
    files.set(name, {
      ...{ type, isHashed: name.startsWith('assets/'), plain },
      ...(br === undefined ? {} : { br }),
      ...(gzip === undefined ? {} : { gzip }),
    });
  }
  return files;
}
