import { Inject, Injectable } from '@nestjs/common';
import { PARTS, type ApiParts } from '../api-parts';
import type { Session } from '../../engine/sessions';
import type { ApiRequest } from '../http';
import type { TextCode } from '../messages/zh-CN';
import { Problem } from '../problems/problem';
import type { Caller } from './caller';
import { KnownKeys } from './known-keys';
import { formTokenOf, requireOwnPage } from './same-origin';
import { sessionIdOf } from './session-cookie';

const BEARER = /^Bearer +(ot_[\w-]{43})$/i;

/** Knows who calls: by an API key, or by the session of somebody who has signed in. */
@Injectable()
export class Callers {
  constructor(
    @Inject(KnownKeys) private readonly keys: KnownKeys,
    @Inject(PARTS) private readonly parts: ApiParts,
  ) {}

  /** Sets on the request who calls; throws 401 when nobody is known to. A session is not idle then. */
  async identify(request: ApiRequest): Promise<Caller> {
    const { authorization } = request.headers;
    request.caller = authorization === undefined ? await this.signedIn(request) : await this.holder(authorization);
    return request.caller;
  }

  /** Whether the request would still come from the very same caller with the very same rights. Nobody is less idle by it. */
  async isStill({ headers, caller }: Pick<ApiRequest, 'headers' | 'caller'>): Promise<boolean> {
    const key = BEARER.exec(headers.authorization ?? '')?.[1];
    const id = sessionIdOf(headers.cookie);
    const now = key !== undefined ? await this.keys.find(key) : id && callerOf(await this.parts.sessions.peek(id));
    return now !== undefined && JSON.stringify(now) === JSON.stringify(caller);
  }

  private async holder(authorization: string): Promise<Caller> {
    const key = BEARER.exec(authorization)?.[1];
    const caller = key === undefined ? undefined : await this.keys.find(key);
    if (caller === undefined) throw unknown('key-unknown');
    return caller;
  }

  private async signedIn(request: ApiRequest): Promise<Caller> {
    const id = sessionIdOf(request.headers.cookie);
    if (id === undefined) throw unknown('key-required');
    const session = await this.parts.sessions.find(id);
    if (session === undefined) throw unknown('session-over');
    requireOwnPage(request, id);
    const { login, name, expiresAt } = session;
    request.session = { login, name, expiresAt, formToken: formTokenOf(id) };
    return callerOf(session);
  }
}

function callerOf(session: Session): Caller;
function callerOf(session: Session | undefined): Caller | undefined;
function callerOf(session: Session | undefined): Caller | undefined {
  if (session === undefined) return undefined;
  const { login: _login, name: _name, expiresAt: _expiresAt, ...caller } = session;
  return caller;
}

const unknown = (code: TextCode): Problem =>
  new Problem(401, code, { headers: { 'WWW-Authenticate': 'Bearer realm="one-thing"' } });
