import { RequestMethod, type Type } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { ACCESS_POLICY, type AccessPolicy } from './access.decorator';

/** Under this token the routes of the edge are injected. */
export const ROUTES = Symbol('Routes');

export interface Route {
  readonly method: string;
  /** `/api/v1/instances/:id` */
  readonly path: string;
  /** `InstancesController.get` */
  readonly handler: string;
  readonly policy?: AccessPolicy;
}

/** Every route of the controllers, as their decorators declare it. */
export function routesOf(controllers: readonly Type[]): Route[] {
  return controllers.flatMap((controller) => {
    const prefix = Reflect.getMetadata(PATH_METADATA, controller) as string;
    const prototype = controller.prototype as Record<string, object>;
    return Object.getOwnPropertyNames(prototype).flatMap((name) => {
      const handler = prototype[name] as object;
      const method = Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod | undefined;
      if (method === undefined) return [];
      const path = [prefix, Reflect.getMetadata(PATH_METADATA, handler) as string]
        .flatMap((part) => part.split('/'))
        .filter((part) => part !== '');
      const policy = Reflect.getMetadata(ACCESS_POLICY, handler) as AccessPolicy | undefined;
      return [
        {
          method: RequestMethod[method],
          path: `/${path.join('/')}`,
          handler: `${controller.name}.${name}`,
          ...(policy === undefined ? {} : { policy }),
        },
      ];
    });
  });
}

/** Stops the start when a route says nothing about who may call it. */
export function requirePolicies(routes: readonly Route[]): void {
  const open = routes.filter(({ policy }) => policy === undefined).map(({ handler }) => handler);
  if (open.length > 0) throw new Error(`Routes without an access policy: ${open.join(', ')}`);
}

/** The methods that a path answers to; none when there is no such path. */
export function methodsOf(routes: readonly Route[], path: string): string[] {
  const parts = path.split('/').filter((part) => part !== '');
  const fits = routes.filter((route) => {
    const names = route.path.split('/').filter((part) => part !== '');
    return names.length === parts.length && names.every((name, at) => name.startsWith(':') || name === parts[at]);
  });
  return [...new Set(fits.flatMap(({ method }) => (method === 'GET' ? ['GET', 'HEAD'] : [method])))];
}
