import { HttpException } from '@nestjs/common';
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

/** SQLSTATEs and system codes that say: not now. Among them a full disk, no free connection and a statement cut short. */
const NOT_NOW =
  /^(08\w{3}|53\w{3}|57P0[1-5]|57014|55P03|25P03|40001|40P01|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EPIPE|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH)$/;

/** What `pg` says, in words only, when a connection is lost or none is free. */
const LOST =
  /^(Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect|timeout expired|Query read timeout|Cannot use a pool after)/;

export function isUnreachable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, driverError } = error as { code?: unknown; driverError?: unknown };
  if (typeof code === 'string' && NOT_NOW.test(code)) return true;
  if (LOST.test(error.message)) return true;
  return driverError !== undefined && driverError !== error && isUnreachable(driverError);
}
