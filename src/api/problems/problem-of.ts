import { HttpException } from '@nestjs/common';
import { mayPass } from '../../engine/outage';
import type { TextCode } from '../messages/zh-CN';
import { Problem } from './problem';

/** What happened, as a problem that may leave the house. Anything unknown is an inner error without detail. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof HttpException) return ofHttpException(error);
  if (isUnreachable(error)) return new Problem(503, 'unavailable', { headers: { 'Retry-After': '2' } });
  return new Problem(500, 'internal-error');
}

const BY_STATUS: Readonly<Record<number, TextCode>> = {
  404: 'not-found',
  413: 'body-too-large',
  415: 'media-type-unsupported',
};

function ofHttpException(error: HttpException): Problem {
  const status = error.getStatus();
  if (status >= 500) return new Problem(500, 'internal-error');
  const { type } = (error.cause ?? {}) as { type?: unknown };
  if (type === 'entity.parse.failed') return new Problem(400, 'invalid-json');
  return new Problem(status, BY_STATUS[status] ?? 'invalid-request');
}

export function isUnreachable(error: unknown): boolean {
  if (mayPass(error)) return true;
  const { driverError } = (error ?? {}) as { driverError?: unknown };
  return driverError !== undefined && driverError !== error && isUnreachable(driverError);
}
