import { createParamDecorator, SetMetadata, type CustomDecorator, type ExecutionContext } from '@nestjs/common';
import type { Role } from '../../core';
import type { ApiRequest } from '../http';
import type { Caller } from './caller';

/** Who may call a route. One that says nothing does not start. */
export type AccessPolicy =
  | { readonly kind: 'roles'; readonly roles: readonly Role[] }
  /** Any key in force; the definition at hand names the roles. */
  | { readonly kind: 'roleOfDefinition' }
  /** Requests made on this machine itself without a key, others with one of these roles. */
  | { readonly kind: 'localOrRoles'; readonly roles: readonly Role[] }
  /** No key, but a signature that the route itself checks. */
  | { readonly kind: 'signature' }
  | { readonly kind: 'public' };

export const ACCESS_POLICY = 'one-thing:access';

const access = (policy: AccessPolicy): CustomDecorator => SetMetadata(ACCESS_POLICY, policy);

/** These roles and no other. */
export const Allow = (...roles: Role[]): CustomDecorator => access({ kind: 'roles', roles });
/** Whoever asks from this machine itself, and these roles from elsewhere. */
export const AllowLocalOr = (...roles: Role[]): CustomDecorator => access({ kind: 'localOrRoles', roles });
/** The definition of the life event says who. */
export const AllowByDefinition = (): CustomDecorator => access({ kind: 'roleOfDefinition' });
/** Whoever signs with a department's secret. */
export const AllowSigned = (): CustomDecorator => access({ kind: 'signature' });
/** Everybody, without a key. */
export const AllowEverybody = (): CustomDecorator => access({ kind: 'public' });

/** The holder of the key that came with the request. */
export const CurrentCaller = createParamDecorator((_data: unknown, context: ExecutionContext): Caller => {
  const { caller } = context.switchToHttp().getRequest<ApiRequest>();
  if (caller === undefined) throw new Error('A route without a key asked who calls');
  return caller;
});
