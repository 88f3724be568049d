/** SQLSTATEs and system codes of a database that cannot be reached, is stopping or has no room at all. */
const AWAY =
  /^(08\w{3}|53\w{3}|57P0[1-5]|25P03|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EPIPE|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH)$/;

/** What `pg` says, in words only, when a connection is lost, silent, or none is free. */
const LOST =
  /^(Connection terminated|Client has encountered a connection error|Client was closed|timeout exceeded when trying to connect|timeout expired|Query read timeout|Cannot use a pool after)/;

/** True for an error that says nothing of what was to be done: whatever is asked of the database fails at the moment. */
export function isOutage(error: unknown): boolean {
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown };
  return (typeof code === 'string' && AWAY.test(code)) || (typeof message === 'string' && LOST.test(message));
}

/** So many wait already that whoever came now would wait in vain: nothing was done, and nothing kept. */
export class TooManyWaiting extends Error {
  override readonly name = 'TooManyWaiting';
}

/** SQLSTATEs of a statement that was cut short, waited for a lock in vain, or lost to another. */
const LOST_TURN = /^(57014|55P03|40001|40P01)$/;

/** True for an error that may be gone the next time, the same words used. */
export function mayPass(error: unknown): boolean {
  const { code } = (error ?? {}) as { code?: unknown };
  return isOutage(error) || error instanceof TooManyWaiting || (typeof code === 'string' && LOST_TURN.test(code));
}
