import { readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { EmbeddedPostgresError } from './embedded-postgres-error';

/** Whom the server runs as when we are root, because PostgreSQL refuses to run as root. */
export interface ServerAccount {
  uid: number;
  gid: number;
}

/**
 * The account to run the server as, or `undefined` when we are an ordinary user and run it ourselves.
 * A cluster that some ordinary user made stays that user's, so that both can go on using it.
 */
export function findServerAccount(clusterFolder: string): ServerAccount | undefined {
  if (process.getuid?.() !== 0) return undefined;

  const owner = statSync(clusterFolder, { throwIfNoEntry: false });
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };

  for (const name of ['postgres', 'nobody']) {
    const account = readAccount(name);
    if (account) return account;
  }
  throw new EmbeddedPostgresError(
    'NO_ACCOUNT',
    'PostgreSQL refuses to run as root and this machine has neither a user "postgres" nor "nobody": add one with "useradd --system postgres", or run as an ordinary user.',
  );
}

/** Whether `account` may pass through every folder above and including `folder`; we ourselves (no account) always may. */
export function canReach(account: ServerAccount | undefined, folder: string): boolean {
  if (!account) return true;
  for (let at = realpathSync(folder); ; at = dirname(at)) {
    if (!maySearch(account, at)) return false;
    if (at === dirname(at)) return true;
  }
}

function maySearch(account: ServerAccount, folder: string): boolean {
  const { uid, gid, mode } = statSync(folder);
  if (uid === account.uid) return (mode & 0o100) !== 0;
  if (gid === account.gid) return (mode & 0o010) !== 0;
  return (mode & 0o001) !== 0;
}

function readAccount(name: string): ServerAccount | undefined {
  for (const line of readFileSync('/etc/passwd', 'utf8').split('\n')) {
    const [user, , uid, gid] = line.split(':');
    if (user === name && uid !== '0') return { uid: Number(uid), gid: Number(gid) };
  }
  return undefined;
}
