import { createHash } from 'node:crypto';
import { Problem } from '../problem';
import { isStorable } from './fields';

/** Why something is taken back: by whoever asked for it, by an officer before its end, or because it should not have been. */
export const REVERSALS = ['withdrawn', 'cancelled', 'revoked'] as const;
export type Reversal = (typeof REVERSALS)[number];

/** An earlier call, by its idempotency key, and what is to become of it. */
export type Concern =
  | { change: 'undo'; key: string; reason: Reversal }
  /** `former`: what the fields that have changed were before, by path. */
  | { change: 'amend'; key: string; former: Record<string, unknown> };

const KEY = /^[\x21-\x7e]{1,200}$/;

/** One request to do a matter, apart from the fields' meaning. */
export interface Call {
  idempotencyKey: string;
  matter: string;
  caseId: string;
  step: string;
  subject: number | null;
  fields: Record<string, unknown>;
  callbackUrl: string;
  /** The earlier call that this one takes back or puts right; absent where it stands for itself. */
  concerns?: Concern;
  /** Tells the same request from another one under the same key; where the answer goes is no part of the request. */
  fingerprint: string;
}

export function readCall(idempotencyKey: string | undefined, matter: string, body: unknown): Call {
  if (!idempotencyKey || !KEY.test(idempotencyKey)) {
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
  const concerns = readConcern(body);
  const asked = [matter, caseId, step, subject, sorted(fields), ...(concerns ? [concerns.change, concerns.key] : [])];
  const fingerprint = createHash('sha256').update(JSON.stringify(asked)).digest('base64url');
  return {
    ...{ idempotencyKey, matter, caseId, step, subject, fields, callbackUrl, fingerprint },
    ...(concerns && { concerns }),
  };
}

const sorted = (fields: Record<string, unknown>): [string, unknown][] =>
  Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1));

function readConcern({ undoes, amends, reason, former }: Record<string, unknown>): Concern | undefined {
  if (undoes !== undefined && amends !== undefined) {
    throw new Problem(400, 'body-invalid', 'a call undoes or amends an earlier one, not both');
  }
  if (undoes !== undefined) {
    if (!isKey(undoes)) throw new Problem(400, 'body-invalid', 'undoes must be the Idempotency-Key of an earlier call');
    const known = REVERSALS.find((reversal) => reversal === reason);
    if (!known) throw new Problem(400, 'body-invalid', `reason must be one of ${REVERSALS.join(', ')}`);
    return { change: 'undo', key: undoes, reason: known };
  }
  if (amends !== undefined) {
    if (!isKey(amends)) throw new Problem(400, 'body-invalid', 'amends must be the Idempotency-Key of an earlier call');
    if (!isRecord(former)) throw new Problem(400, 'body-invalid', 'former must be an object by field path');
    return { change: 'amend', key: amends, former };
  }
  return undefined;
}

const isKey = (value: unknown): value is string => typeof value === 'string' && KEY.test(value);

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
