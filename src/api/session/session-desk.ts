import { Inject, Injectable } from '@nestjs/common';
import type { Account } from '../../engine/accounts';
import { addressOf } from '../access/address-of';
import { isLoopback } from '../access/is-local';
import { refuseForeignPage } from '../access/same-origin';
import { noSessionCookie, sessionCookie, sessionIdOf } from '../access/session-cookie';
import { PARTS, type ApiParts } from '../api-parts';
import type { ApiRequest, ApiResponse } from '../http';
import { Problem } from '../problems/problem';

/** So many may wait for their password to be looked at; each takes a good part of a second of a processor. */
const MOST_WAITING = 30;

/** Signs people in and out, for the API and for pages alike. */
@Injectable()
export class SessionDesk {
  private waiting = 0;

  constructor(@Inject(PARTS) private readonly parts: ApiParts) {}

  /**
   * Begins a session and gives its cookie to the browser; one that it had before is over. Throws problems: 401
   * `login-refused`, the same for an unknown login and a wrong password; 429 `too-many-attempts`, with Retry-After;
   * 400 `https-required`, where the browser would not keep the cookie; 403 `cross-site`.
   */
  async signIn(login: string, password: string, request: ApiRequest, response: ApiResponse): Promise<Account> {
    refuseForeignPage(request);
    requireSafe(request);
    const address = addressOf(request);
    const wait = await this.parts.loginAttempts.begin(login, address);
    if (wait !== undefined) throw new Problem(429, 'too-many-attempts', { headers: { 'Retry-After': String(wait) } });
    const account = await this.check(login, password);
    if (account === undefined) throw new Problem(401, 'login-refused');
    await this.parts.loginAttempts.succeeded(login, address);
    await this.endOf(request);
    response.setHeader('Set-Cookie', sessionCookie(await this.parts.sessions.open(account.keyId)));
    return account;
  }

  /** Ends the session of the request, and lets the browser forget what it has kept of it. */
  async signOut(request: ApiRequest, response: ApiResponse): Promise<void> {
    await this.endOf(request);
    response.setHeader('Set-Cookie', noSessionCookie);
    response.setHeader('Clear-Site-Data', '"cache", "storage"');
  }

  private async endOf({ headers }: ApiRequest): Promise<void> {
    const id = sessionIdOf(headers.cookie);
    if (id !== undefined) await this.parts.sessions.end(id);
  }

  private async check(login: string, password: string): Promise<Account | undefined> {
    if (this.waiting >= MOST_WAITING) throw new Problem(503, 'unavailable', { headers: { 'Retry-After': '10' } });
    this.waiting += 1;
    try {
      return await this.parts.accounts.check(login, password);
    } finally {
      this.waiting -= 1;
    }
  }
}

/**
 * Over plain http a browser keeps the cookie only where it speaks to its own machine. Elsewhere whoever signs in would
 * be signed out at once without knowing why.
 */
function requireSafe({ headers: { origin } }: ApiRequest): void {
  if (origin === undefined || !URL.canParse(origin)) return;
  const { protocol, hostname } = new URL(origin);
  const here =
    hostname === 'localhost' || hostname.endsWith('.localhost') || isLoopback(hostname.replace(/[[\]]/g, ''));
  if (protocol === 'http:' && !here) throw new Problem(400, 'https-required');
}
