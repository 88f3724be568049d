import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { PARTS, type ApiParts } from '../api-parts';
import type { ApiRequest } from '../http';
import { Problem } from '../problems/problem';
import type { TextCode } from '../messages/zh-CN';
import { ACCESS_POLICY, type AccessPolicy } from './access.decorator';
import type { Caller } from './caller';
import { isLocal } from './is-local';
import { KnownKeys } from './known-keys';
import { formTokenOf, requireOwnPage } from './same-origin';
import { sessionIdOf } from './session-cookie';

const BEARER = /^Bearer +(ot_[\w-]{43})$/i;

/** Lets nobody pass whom the route's policy does not name. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    @Inject(Reflector) private readonly reflector: Reflector,
    @Inject(KnownKeys) private readonly keys: KnownKeys,
    @Inject(PARTS) private readonly parts: ApiParts,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const policy = this.reflector.get<AccessPolicy | undefined>(ACCESS_POLICY, context.getHandler());
    if (policy === undefined) throw new Problem(403, 'role-not-allowed');
    if (policy.kind === 'public' || policy.kind === 'signature') return true;
    const request = context.switchToHttp().getRequest<ApiRequest>();
    if (policy.kind === 'localOrRoles' && isLocal(request)) return true;
    const { authorization } = request.headers;
    request.caller = authorization === undefined ? await this.signedIn(request) : await this.holder(authorization);
    if ('roles' in policy && !policy.roles.includes(request.caller.role)) throw new Problem(403, 'role-not-allowed');
    return true;
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
    const { login, name, expiresAt, ...caller } = session;
    request.session = { login, name, expiresAt, formToken: formTokenOf(id) };
    return caller;
  }
}

const unknown = (code: TextCode): Problem =>
  new Problem(401, code, { headers: { 'WWW-Authenticate': 'Bearer realm="one-thing"' } });
