import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { ApiRequest } from '../http';
import { Problem } from '../problems/problem';
import { ACCESS_POLICY, type AccessPolicy } from './access.decorator';
import { Callers } from './callers';
import { isLocal } from './is-local';

/** Lets nobody pass whom the route's policy does not name. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    @Inject(Reflector) private readonly reflector: Reflector,
    @Inject(Callers) private readonly callers: Callers,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const policy = this.reflector.get<AccessPolicy | undefined>(ACCESS_POLICY, context.getHandler());
    if (policy === undefined) throw new Problem(403, 'role-not-allowed');
    if (policy.kind === 'public' || policy.kind === 'signature') return true;
    const request = context.switchToHttp().getRequest<ApiRequest>();
    if (policy.kind === 'localOrRoles' && isLocal(request)) return true;
    const { role } = await this.callers.identify(request);
    if ('roles' in policy && !policy.roles.includes(role)) throw new Problem(403, 'role-not-allowed');
    return true;
  }
}
