import type { Account } from './accounts';

/** A session is over when nothing has come from it for so long … */
export const IDLE_MINUTES = 15;
/** … and in any case so long after it began. */
export const LONGEST_HOURS = 8;

export interface Session extends Account {
  /** When it is over unless something comes from it before then; never later than its longest time. */
  readonly expiresAt: Date;
}

/** Sessions of people who have signed in; time is the database's. */
export interface SessionStore {
  /** Begins one and gives its id, 256 random bits of which only the hash is stored. */
  open(accountId: string): Promise<string>;
  /** The session and whose it is, as the account stands now; looking counts as something that came from it. */
  find(id: string): Promise<Session | undefined>;
  /** The same without counting: nobody is less idle by it. */
  peek(id: string): Promise<Session | undefined>;
  end(id: string): Promise<void>;
}

/** Counts attempts to sign in over all processes. */
export interface LoginAttempts {
  /** Counts one. How many seconds to wait, where there were too many; undefined: go ahead. */
  begin(login: string, address: string): Promise<number | undefined>;
  /** The attempt was the right one: it does not count. */
  succeeded(login: string, address: string): Promise<void>;
}
