import { Webhook } from 'standardwebhooks';
import type { DepartmentId } from '../sandbox/departments';
import type { Effect } from '../sandbox/registers/effects';

/** What a department may send, all of it optional: a test looks at what arrives. */
export interface ReplyBody {
  outcome?: string;
  output?: Record<string, string | number>;
  reason?: { code: string; message: Record<string, string> };
  /** Of a problem document. */
  code?: string;
  items?: unknown[];
  nextCursor?: string | null;
  fields?: Record<string, unknown>;
}

export class Reply {
  constructor(
    readonly status: number,
    readonly headers: Headers,
    readonly body: ReplyBody,
  ) {}

  /** The outcome, the refusal's code or the problem's code. */
  get said(): string | undefined {
    return this.body.reason?.code ?? this.body.outcome ?? this.body.code;
  }

  /** A field that a completed matter must have answered. */
  output(path: string): string {
    const value = this.body.output?.[path];
    if (value === undefined) throw new Error(`no ${path} was answered, but ${JSON.stringify(this.body)}`);
    return String(value);
  }
}

export interface MatterRequest {
  key: string;
  fields: Record<string, unknown>;
  caseId?: string;
  step?: string;
  subject?: number;
  callbackUrl?: string;
  /** Key of the call that this one takes back, and why. */
  undoes?: string;
  reason?: string;
  /** Key of the call that this one puts right, and what was before. */
  amends?: string;
  former?: Record<string, unknown>;
}

/** Speaks to one department as the engine does: signed, by HTTP, knowing nothing of its inside. */
export class DepartmentCaller {
  constructor(
    private readonly address: string,
    readonly department: DepartmentId,
    private readonly secret: string,
  ) {}

  async ask(matter: string, request: MatterRequest): Promise<Reply> {
    const body = JSON.stringify({
      caseId: request.caseId ?? 'case-1',
      caseNumber: '3307-1',
      step: request.step ?? matter,
      subject: request.subject,
      fields: request.fields,
      ...{ undoes: request.undoes, reason: request.reason, amends: request.amends, former: request.former },
      callbackUrl: request.callbackUrl ?? 'http://127.0.0.1:9/unused',
    });
    return this.send('POST', `matters/${matter}`, body, {
      'idempotency-key': request.key,
      ...this.signature(request.key, body),
    });
  }

  answer(key: string): Promise<Reply> {
    return this.send('GET', `answers/${key}`, undefined, this.signature(`question-${key}`, ''));
  }

  get(path: string): Promise<Reply> {
    return this.send('GET', path, undefined, {});
  }

  setFaults(faults: object): Promise<Reply> {
    return this.send('PUT', 'faults', JSON.stringify(faults), {});
  }

  clearFaults(): Promise<Reply> {
    return this.send('DELETE', 'faults', undefined, {});
  }

  async effects(pageSize = 1000): Promise<Effect[]> {
    const all: Effect[] = [];
    for (let after: string | null = '0'; after !== null;) {
      const page: Reply = await this.get(`effects?after=${after}&limit=${pageSize}`);
      all.push(...((page.body.items ?? []) as Effect[]));
      after = page.body.nextCursor ?? null;
    }
    return all;
  }

  async send(method: string, path: string, body: string | undefined, headers: Record<string, string>): Promise<Reply> {
    const response = await fetch(`${this.address}/${this.department}/${path}`, {
      method,
      headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      ...(body !== undefined && { body }),
    });
    const text = await response.text();
    return new Reply(response.status, response.headers, (text === '' ? {} : JSON.parse(text)) as ReplyBody);
  }

  signature(id: string, body: string, at = new Date()): Record<string, string> {
    return {
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': new Webhook(this.secret).sign(id, at, body),
    };
  }
}
