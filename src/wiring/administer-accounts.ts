import type { Account, AccountStore } from '../engine/accounts';
import { CaseCipher } from '../persistence/case-cipher';
import { migrate } from '../persistence/migrate';
import { openPool } from '../persistence/pool';
import { PostgresAccounts } from '../persistence/postgres-accounts';
import type { Config } from './config';
import { openDatabase } from './database';
import { loadMasterKey } from './secrets';

/** Works on the accounts straight in the database, whether or not the product runs. */
export async function administerAccounts<T>(config: Config, work: (accounts: AccountStore) => Promise<T>): Promise<T> {
  const masterKey = loadMasterKey(config);
  const database = await openDatabase(config);
  try {
    await migrate(database.url);
    const pool = openPool(database.url, { max: 1 });
    try {
      return await work(new PostgresAccounts(pool, new CaseCipher(masterKey)));
    } finally {
      await pool.end();
    }
  } finally {
    await database.stop();
  }
}

/** Codes such as `li.na`, also of an address. */
const LOGIN = /^[\p{L}\p{N}][\p{L}\p{N}._@+-]{1,99}$/u;
const SHORTEST = 12;
const LONGEST = 200;

/** What is wrong with a login; undefined when nothing is. */
export const loginFault = (login: string): string | undefined =>
  LOGIN.test(login) ? undefined : 'the login must be 2 to 100 letters, digits and . _ @ + -';

/** What is wrong with a password; undefined when nothing is. Long rather than contrived: no rule about kinds of characters. */
export function passwordFault(password: string, { login }: Pick<Account, 'login'>): string | undefined {
  const { length } = [...password.normalize('NFKC')];
  if (length < SHORTEST || length > LONGEST) return `the password must have ${SHORTEST} to ${LONGEST} characters`;
  if (password.toLowerCase().includes(login.toLowerCase())) return 'the password must not contain the login';
  if (new Set(password).size < 5) return 'the password must have more than four different characters';
  return undefined;
}
