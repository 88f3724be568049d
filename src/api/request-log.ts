import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import type { ApiRequest, ApiResponse } from './http';

/**
 * Gives each request its id and, when it is over, one line: method, route template, status, time, role. Never the
 * address itself, a body, a name or a number.
 */
export const requestLog =
  (log: Logger) =>
  (request: ApiRequest, response: ApiResponse, next: () => void): void => {
    const began = performance.now();
    const requestId = randomUUID();
    request.requestId = requestId;
    response.setHeader('X-Request-Id', requestId);
    response.setHeader('Cache-Control', 'no-store');
    response.setHeader('Vary', 'Accept-Language, Authorization, Cookie');
    response.once('close', () => {
      const { method, route, caller } = request;
      const ms = Math.round(performance.now() - began);
      const status = response.writableFinished ? response.statusCode : 499;
      log.info({ requestId, method, route: route?.path ?? 'none', status, ms, role: caller?.role }, 'request');
    });
    next();
  };
