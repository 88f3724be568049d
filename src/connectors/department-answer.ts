import type { DepartmentAnswer } from '../engine/department-gateway';
import type { AskedDefect, Reason } from '../engine/instance';

/**
 * Reads the answer of a department that says it went well. What comes from another system is checked before it goes
 * anywhere: after an answer that does not fit the contract the matter may be done, so that nobody but the department,
 * asked by the same key, can tell.
 */
export function parseAnswer(status: number, text: string): DepartmentAnswer {
  const body = parseObject(text);
  if (body === undefined || (status !== 200 && status !== 202)) return unreadable;
  if (body['outcome'] === 'accepted') return { kind: 'accepted' };
  return (status === 200 ? readFinalAnswer(body) : undefined) ?? unreadable;
}

const unreadable: DepartmentAnswer = { kind: 'unknown', reason: { code: 'answer-malformed' } };

/** A completed or refused answer, or undefined when the body is neither. */
export function readFinalAnswer(
  body: Record<string, unknown>,
): Extract<DepartmentAnswer, { kind: 'completed' | 'refused' }> | undefined {
  if (body['outcome'] === 'completed') {
    const output = body['output'] ?? {};
    return isPlainObject(output) ? { kind: 'completed', output } : undefined;
  }
  if (body['outcome'] !== 'refused') return undefined;
  const reason = readReason(body['reason']);
  return reason === undefined ? undefined : { kind: 'refused', reason };
}

const CODE = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const LONGEST_CODE = 100;

const isCode = (value: unknown): value is string =>
  typeof value === 'string' && value.length <= LONGEST_CODE && CODE.test(value);

function readReason(value: unknown): Reason | undefined {
  if (!isPlainObject(value) || !isCode(value['code'])) return undefined;
  const defects = readDefects(value['defects']);
  return { code: value['code'], ...readMessage(value['message']), ...(defects.length === 0 ? {} : { defects }) };
}

function readMessage(message: unknown): Pick<Reason, 'message'> {
  if (!isPlainObject(message)) return {};
  const { 'zh-CN': zh, en } = message;
  if (typeof zh !== 'string' || typeof en !== 'string') return {};
  return { message: { 'zh-CN': zh.slice(0, 500), en: en.slice(0, 500) } };
}

const FIELD = /^[a-z][A-Za-z0-9]*(\.[a-z][A-Za-z0-9]*){0,9}$/;
const MOST_DEFECTS = 50;

/** What the applicant is to put right; one that is no field and code tells nobody anything and is left out. */
function readDefects(value: unknown): AskedDefect[] {
  if (!Array.isArray(value)) return [];
  return value.slice(0, MOST_DEFECTS).flatMap((one: unknown) => {
    if (!isPlainObject(one) || !isCode(one['code'])) return [];
    const field = one['field'];
    if (typeof field !== 'string' || field.length > LONGEST_CODE || !FIELD.test(field)) return [];
    return [{ field, code: one['code'], ...readMessage(one['message']) }];
  });
}

/** The stable code of a problem document, or a word of our own. */
export function parseProblem(text: string): string {
  const code = parseObject(text)?.['code'];
  return isCode(code) ? code : 'department-error';
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const body: unknown = JSON.parse(text);
    return isPlainObject(body) ? body : undefined;
  } catch {
    return undefined;
  }
}

const isPlainObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
