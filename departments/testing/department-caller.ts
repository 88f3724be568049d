import { Webhook } from 'standardwebhooks';
import type { DepartmentId } from '../sandbox/departments';
import type { Effect } from '../sandbox/registers/effects';

export interface Reply {
  status: number;
  headers: Headers;
  // Tests look at what arrives, whatever it is.
  body: any;
}

export interface MatterRequest {
  key: string;
  fields: Record<string, unknown>;
  caseId?: string;
  step?: string;
  subject?: number;
  callbackUrl?: string;
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
      ...(request.subject !== undefined && { subject: request.subject }),
      fields: request.fields,
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
      all.push(...page.body.items);
      after = page.body.nextCursor;
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
    return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) };
  }

  signature(id: string, body: string, at = new Date()): Record<string, string> {
    return {
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': new Webhook(this.secret).sign(id, at, body),
    };
  }
}
