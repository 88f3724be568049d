import type { DepartmentAnswer } from '../engine/department-gateway';
import type { Reason } from '../engine/instance';

/**
 * Reads a department's answer. What comes from another system is checked before it goes anywhere: an answer that does
 * not fit the contract is an impossible one, and an operator sees it as an incident.
 */
export function parseAnswer(status: number, text: string): DepartmentAnswer {
  const body = parseObject(text);
  if (body === undefined) return impossible;
  if (body['outcome'] === 'accepted') return { kind: 'accepted' };
  if (status === 202) return impossible;
  return readFinalAnswer(body) ?? impossible;
}

const impossible: DepartmentAnswer = { kind: 'impossible', reason: { code: 'answer-malformed' } };

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

function readReason(value: unknown): Reason | undefined {
  if (!isPlainObject(value) || typeof value['code'] !== 'string' || !CODE.test(value['code'])) return undefined;
  const message = value['message'];
  if (!isPlainObject(message)) return { code: value['code'] };
  const { 'zh-CN': zh, en } = message;
  if (typeof zh !== 'string' || typeof en !== 'string') return { code: value['code'] };
  return { code: value['code'], message: { 'zh-CN': zh.slice(0, 500), en: en.slice(0, 500) } };
}

/** The stable code of a problem document, or a word of our own. */
export function parseProblem(text: string): string {
  const code = parseObject(text)?.['code'];
  return typeof code === 'string' && CODE.test(code) ? code.slice(0, 100) : 'department-error';
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
