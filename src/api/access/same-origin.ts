import { createHmac, timingSafeEqual } from 'node:crypto';
import type { ApiRequest } from '../http';
import { Problem } from '../problems/problem';

type Said = Pick<ApiRequest, 'headers' | 'method'>;

/** They change nothing, so it does not matter on whose page they were asked for. */
const READING = new Set(['GET', 'HEAD', 'OPTIONS']);
export const FORM_TYPE = /^application\/x-www-form-urlencoded\s*(;|$)/i;

/** The field of a form in which its token stands. */
const FORM_TOKEN_FIELD = 'formToken';

/** What a form of a page shows to prove that the page was made for this session. */
export const formTokenOf = (sessionId: string): string =>
  createHmac('sha256', sessionId).update('form').digest('base64url');

/**
 * A browser sends the cookie along whoever's page makes it ask. So what changes something must come from a page of ours:
 * the browser says so (Sec-Fetch-Site), or at least from where it comes (Origin). A form, which any page can send,
 * carries a token besides.
 */
export function requireOwnPage(request: Said & Pick<ApiRequest, 'body'>, sessionId: string): void {
  if (READING.has(request.method ?? '')) return;
  if (whenceOf(request) !== 'own') throw new Problem(403, 'cross-site');
  if (FORM_TYPE.test(request.headers['content-type'] ?? '')) takeFormToken(request, sessionId);
}

/** For what needs no cookie: no page of somebody else's, but whoever is no browser at all may. */
export function refuseForeignPage(request: Said): void {
  if (whenceOf(request) === 'foreign') throw new Problem(403, 'cross-site');
}

function whenceOf({ headers }: Pick<Said, 'headers'>): 'own' | 'foreign' | 'unknown' {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin' || site === 'none' ? 'own' : 'foreign';
  const { origin, host } = headers;
  if (origin === undefined) return 'unknown';
  return URL.canParse(origin) && host !== undefined && new URL(origin).host === host.toLowerCase() ? 'own' : 'foreign';
}

/** Takes it out as well: the form itself knows nothing of it. */
function takeFormToken(request: Pick<ApiRequest, 'body'>, sessionId: string): void {
  const { [FORM_TOKEN_FIELD]: token, ...fields } = (request.body ?? {}) as Record<string, unknown>;
  const [given, wanted] = [Buffer.from(typeof token === 'string' ? token : ''), Buffer.from(formTokenOf(sessionId))];
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) throw new Problem(403, 'form-token-invalid');
  request.body = fields;
}
