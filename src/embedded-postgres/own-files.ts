import {
  chmodSync,
  chownSync,
  lchownSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { EmbeddedPostgresError } from './embedded-postgres-error';
import type { ServerAccount } from './server-account';

export function makeDataFolder(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true });
  } catch (error) {
    throw unusable(dataDir, error);
  }
}

/** Closes the folder that holds everything of one server to all others. */
export function closeDataFolder(account: ServerAccount | undefined, dataDir: string): void {
  try {
    if (account) chownSync(dataDir, account.uid, account.gid);
    chmodSync(dataDir, 0o700);
  } catch (error) {
    throw unusable(dataDir, error);
  }
}

/** Gives a folder and all in it to the server's account; as an ordinary user, checks that it is ours already. */
export function giveTo(account: ServerAccount | undefined, folder: string): void {
  const owner = lstatSync(folder).uid;
  if (account && owner !== account.uid) chownAll(account, folder);
  if (!account && owner !== process.getuid?.()) throw unusable(folder, { code: 'EPERM' });
}

/** Reads one of the small files we keep about a server. */
export function readOwn(folder: string, file: string): string {
  try {
    return readFileSync(join(folder, file), 'utf8').trim();
  } catch (error) {
    throw new EmbeddedPostgresError(
      'DATA_FOLDER_UNUSABLE',
      `The file ${join(folder, file)} cannot be read, without which the server beside it cannot be used: bring it back from a backup of the whole folder.`,
      { cause: error },
    );
  }
}

/** Writes one of them in one step, readable by the server's account alone. */
export function writeOwn(account: ServerAccount | undefined, folder: string, file: string, content: string): void {
  const unfinished = join(folder, `${file}.new`);
  writeFileSync(unfinished, `${content}\n`, { mode: 0o600 });
  if (account) chownSync(unfinished, account.uid, account.gid);
  renameSync(unfinished, join(folder, file));
}

function chownAll(account: ServerAccount, path: string): void {
  lchownSync(path, account.uid, account.gid);
  if (!lstatSync(path).isDirectory()) return;
  for (const entry of readdirSync(path)) chownAll(account, join(path, entry));
}

function unusable(folder: string, cause: unknown): EmbeddedPostgresError {
  const { code, message } = cause as NodeJS.ErrnoException;
  const isOthers = code === 'EACCES' || code === 'EPERM';
  return new EmbeddedPostgresError(
    'DATA_FOLDER_UNUSABLE',
    isOthers
      ? `The data folder ${folder} belongs to another user: run as that user, or set ONE_THING_DATA_DIR to a folder of your own.`
      : `The data folder ${folder} cannot be used (${message}): set ONE_THING_DATA_DIR to another.`,
    { cause },
  );
}
