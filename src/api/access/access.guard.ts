import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { ApiRequest } from '../http';
import { Problem } from '../problems/problem';
import { ACCESS_POLICY, type AccessPolicy } from './access.decorator';
import { isLocal } from './is-local';
import { KnownKeys } from './known-keys';

const BEARER = /^Bearer +(ot_[\w-]{43})$/i;

/** Lets nobody pass whom the route's policy does not name. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    @Inject(Reflector) private readonly reflector: Reflector,
    @Inject(KnownKeys) private readonly keys: KnownKeys,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const policy = this.reflector.get<AccessPolicy | undefined>(ACCESS_POLICY, context.getHandler());
    if (policy === undefined) throw new Problem(403, 'role-not-allowed');
    if (policy.kind === 'public' || policy.kind === 'signature') return true;
    const request = context.switchToHttp().getRequest<ApiRequest>();
    if (policy.kind === 'localOrRoles' && isLocal(request)) return true;
    const key = BEARER.exec(request.headers.authorization ?? '')?.[1];
    const caller = key === undefined ? undefined : await this.keys.find(key);
    if (caller === undefined) {
      const code = request.headers.authorization === undefined ? 'key-required' : 'key-unknown';
      throw new Problem(401, code, { headers: { 'WWW-Authenticate': 'Bearer realm="one-thing"' } });
    }
    request.caller = caller;
    if ('roles' in policy && !policy.roles.includes(caller.role)) throw new Problem(403, 'role-not-allowed');
    return true;
  }
}
