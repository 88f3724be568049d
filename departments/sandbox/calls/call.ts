import { createHash } from 'node:crypto';
import { Problem } from '../problem';
import { isStorable } from './fields';

/** One request to do a matter, apart from the fields' meaning. */
export interface Call {
  idempotencyKey: string;
  matter: string;
  caseId: string;
  step: string;
  subject: number | null;
  fields: Record<string, unknown>;
  callbackUrl: string;
  /** Tells the same request from another one under the same key; where the answer goes is no part of the request. */
  fingerprint: string;
}

export function readCall(idempotencyKey: string | undefined, matter: string, body: unknown): Call {
  if (!idempotencyKey || !/^[\x21-\x7e]{1,200}$/.test(idempotencyKey)) {
    throw new Problem(400, 'idempotency-key-missing', 'Idempotency-Key must hold 1 to 200 visible ASCII characters');
  }
  if (!isRecord(body)) throw new Problem(400, 'body-invalid', 'the body must be a JSON object');
  const { caseId, step, fields, callbackUrl } = body;
  const subject = body['subject'] ?? null;
  if (!isShortText(caseId)) throw new Problem(400, 'body-invalid', 'caseId must be a text of 1 to 200 characters');
  if (!isShortText(step)) throw new Problem(400, 'body-invalid', 'step must be a text of 1 to 200 characters');
  if (!isSubject(subject)) throw new Problem(400, 'body-invalid', 'subject must be a whole number or absent');
  if (!isRecord(fields)) throw new Problem(400, 'body-invalid', 'fields must be an object by field path');
  if (!isHttpUrl(callbackUrl)) throw new Problem(400, 'body-invalid', 'callbackUrl must be an http or https address');
  const sorted = Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1));
  const fingerprint = createHash('sha256')
    .update(JSON.stringify([matter, caseId, step, subject, sorted]))
    .digest('base64url');
  return { idempotencyKey, matter, caseId, step, subject, fields, callbackUrl, fingerprint };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isShortText(value: unknown): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= 200 && isStorable(value);
}

function isSubject(value: unknown): value is number | null {
  return value === null || (Number.isInteger(value) && Math.abs(value as number) < 2 ** 31);
}

function isHttpUrl(value: unknown): value is string {
  if (typeof value !== 'string' || value.length > 2000) return false;
  return URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);
}
