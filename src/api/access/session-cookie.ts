/** The prefix makes browsers take it from this very host only, over a safe connection, for every path. */
const NAME = '__Host-one-thing';
const RULES = 'Path=/; Secure; HttpOnly; SameSite=Lax';
const ID = /^[\w-]{43}$/;

/** The id of the session that a Cookie header carries; undefined when it carries none. */
export function sessionIdOf(header: string | undefined): string | undefined {
  for (const pair of (header ?? '').split(';')) {
    const [name, value = ''] = pair.trim().split('=', 2);
    if (name === NAME && ID.test(value)) return value;
  }
  return undefined;
}

/** Kept by the browser until it is closed; how long the session lasts is decided here, at each request. */
export const sessionCookie = (id: string): string => `${NAME}=${id}; ${RULES}`;

export const noSessionCookie = `${NAME}=; ${RULES}; Max-Age=0`;
