import type { IncomingHttpHeaders } from 'node:http';
import { Webhook } from 'standardwebhooks';
import { Agent, request } from 'undici';
import type { DepartmentAnswer, DepartmentCall, DepartmentGateway } from '../engine/department-gateway';
import type { RegisterAnswer, RegisterQuestion, Registers } from '../engine/registers';
import { parseAnswer, parseProblem } from './department-answer';
import { parseRegisterAnswer } from './register-answer';

export interface DepartmentAddress {
  /** Without a slash at the end. */
  readonly baseUrl: string;
  /** Base64, for the Standard Webhooks signature. */
  readonly secret: string;
}

interface GatewaySettings {
  readonly addressOf: (department: string) => DepartmentAddress | undefined;
  /** Where departments send later answers, without a slash at the end. */
  readonly callbackBase: string;
  /** No call outlives this, connecting and reading included. */
  readonly timeoutMs: number;
  /** Calls of a department under way at the same time, at most; undefined where there is no such limit. */
  readonly concurrencyOf?: (department: string) => number | undefined;
}

/** As many as one process calls at the same time: two rings of thirty-two. */
const MOST_CONNECTIONS = 64;

/** Somebody sits before the form and can fill it in by hand meanwhile. */
const LONGEST_QUERY_MS = 4_000;

const MAX_ANSWER_BYTES = 1_000_000;

/** What is sent to a department. */
interface Message {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** Idempotency key, and id of the signature. */
  readonly key: string;
  /** Signed as it stands; empty where nothing is sent. */
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const traced = (traceparent: string | undefined): Pick<Message, 'headers'> =>
  traceparent === undefined ? {} : { headers: { traceparent } };

/** Reaches departments over HTTP as docs/department-contract.md says: signed, with a total deadline, never redirected. */
export class HttpDepartmentGateway implements DepartmentGateway, Registers {
  /** Each department has connections of its own: one that hangs holds up nobody else. */
  private readonly agents = new Map<string, { readonly connections: number; readonly agent: Agent }>();
  private readonly signers = new Map<string, Webhook>();
  private readonly leaving = new AbortController();

  constructor(private readonly settings: GatewaySettings) {}

  call(call: DepartmentCall): Promise<DepartmentAnswer> {
    const { department, matter, idempotencyKey, caseId, caseNumber, step, subject, fields, traceparent } = call;
    const { undoes, amends } = call;
    const callbackUrl = `${this.settings.callbackBase}/api/v1/step-executions/${idempotencyKey}/answer`;
    const body = JSON.stringify({
      ...{ caseId, caseNumber, step, subject, fields, callbackUrl },
      ...(undoes && { undoes: undoes.execution, reason: undoes.reason }),
      ...(amends && { amends: amends.execution, former: amends.former }),
    });
    const path = `/matters/${matter}`;
    const sent = this.send(department, { method: 'POST', path, key: idempotencyKey, body, ...traced(traceparent) });
    return sent as Promise<DepartmentAnswer>;
  }

  ask(department: string, idempotencyKey: string, traceparent?: string): Promise<DepartmentAnswer | undefined> {
    const path = `/answers/${encodeURIComponent(idempotencyKey)}`;
    return this.send(department, { method: 'GET', path, key: idempotencyKey, body: '', ...traced(traceparent) });
  }

  /** The department's register, as docs/department-contract.md says under "Queries": signed, and asked once. */
  async query({ department, query, id, event, legalBasis, fields, brings }: RegisterQuestion): Promise<RegisterAnswer> {
    const address = this.settings.addressOf(department);
    if (address === undefined) return { kind: 'unavailable' };
    const body = JSON.stringify({ event, legalBasis, fields, brings });
    const timeoutMs = Math.min(this.settings.timeoutMs, LONGEST_QUERY_MS);
    const asked = { method: 'POST', path: `/queries/${query}`, key: id, body } as const;
    try {
      const { status, text } = await this.exchange(department, address, asked, timeoutMs);
      return status === 200 ? parseRegisterAnswer(text, brings) : { kind: 'unavailable' };
    } catch {
      return { kind: 'unavailable' };
    }
  }

  /** Waits no longer for the answers under way: what they are is unknown, and somebody else will ask. */
  leave(): void {
    this.leaving.abort();
  }

  async close(): Promise<void> {
    await Promise.all([...this.agents.values()].map(({ agent }) => agent.close()));
  }

  private agentOf(department: string): Agent {
    const most = this.settings.concurrencyOf?.(department) ?? MOST_CONNECTIONS;
    const connections = Math.min(Math.max(1, most), MOST_CONNECTIONS);
    const known = this.agents.get(department);
    if (known?.connections === connections) return known.agent;
    const agent = new Agent({
      connections,
      pipelining: 1,
      maxResponseSize: MAX_ANSWER_BYTES,
      keepAliveTimeout: 10_000,
    });
    this.agents.set(department, { connections, agent });
    // What is under way on the old ones comes to its end.
    void known?.agent.close();
    return agent;
  }

  private async send(department: string, message: Message): Promise<DepartmentAnswer | undefined> {
    const address = this.settings.addressOf(department);
    if (address === undefined) return { kind: 'unavailable', reason: { code: 'department-unreachable' } };
    const { method } = message;
    try {
      const { status, text, headers } = await this.exchange(department, address, message, this.settings.timeoutMs);
      // Neither a redirect nor any other status that the contract does not know says whether the matter is done.
      if (status < 400) return parseAnswer(status, text);
      const problem = parseProblem(text);
      if (method === 'GET' && status === 404) return problem === 'unknown-key' ? undefined : unavailable(problem);
      if (status === 408 || status === 429 || status >= 500)
        return unavailable(problem, retryAfterMs(headers['retry-after']));
      return method === 'GET' ? unavailable(problem) : { kind: 'impossible', reason: { code: problem } };
    } catch (error) {
      return failure(error);
    }
  }

  /** One request and its answer, whatever it says; throws when there is none in time. */
  private async exchange(
    department: string,
    address: DepartmentAddress,
    { method, path, key, body, headers: more }: Message,
    timeoutMs: number,
  ): Promise<{ status: number; text: string; headers: IncomingHttpHeaders }> {
    const { statusCode, headers, ...response } = await request(`${address.baseUrl}${path}`, {
      method,
      dispatcher: this.agentOf(department),
      headers: {
        ...this.sign(department, address, key, body),
        ...more,
        'idempotency-key': key,
        accept: 'application/json',
      },
      ...(method === 'POST' ? { body } : {}),
      signal: AbortSignal.any([AbortSignal.timeout(timeoutMs), this.leaving.signal]),
    });
    return { status: statusCode, text: await response.body.text(), headers };
  }

  private sign(department: string, { secret }: DepartmentAddress, id: string, body: string): Record<string, string> {
    let signer = this.signers.get(department);
    if (signer === undefined) {
      signer = new Webhook(secret);
      this.signers.set(department, signer);
    }
    const now = new Date();
    return {
      'content-type': 'application/json; charset=utf-8',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(now.getTime() / 1_000)),
      'webhook-signature': signer.sign(id, now, body),
    };
  }
}

const unavailable = (code: string, retryAfterMs?: number): DepartmentAnswer => ({
  kind: 'unavailable',
  reason: { code },
  ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
});

/** Seconds or a date; an hour at most, so that a wrong header does not put a case to sleep for a year. */
function retryAfterMs(header: string | string[] | undefined): number | undefined {
  const value = Array.isArray(header) ? header[0] : header;
  if (value === undefined) return undefined;
  const ms = /^\d+$/.test(value) ? Number(value) * 1_000 : Date.parse(value) - Date.now();
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), 3_600_000) : undefined;
}

/** Errors after which the department cannot have received the request. */
const NEVER_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  // The address is none.
  'ERR_INVALID_URL',
  'UND_ERR_INVALID_ARG',
]);

function failure(error: unknown): DepartmentAnswer {
  const code = (error as { code?: unknown }).code;
  if (typeof code === 'string' && NEVER_SENT.has(code)) return unavailable('department-unreachable');
  return { kind: 'unknown', reason: { code: 'no-answer' } };
}
