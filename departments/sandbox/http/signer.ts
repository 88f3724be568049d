import { Webhook } from 'standardwebhooks';
import { type DepartmentId, DEPARTMENTS } from '../departments';
import { Problem } from '../problem';

type SignatureHeaders = Record<'webhook-id' | 'webhook-timestamp' | 'webhook-signature', string>;

/** Standard Webhooks signatures, with one secret per department. */
export class Signer {
  private readonly webhooks = new Map<DepartmentId, Webhook>();

  constructor(secrets: Readonly<Record<string, string>>) {
    for (const department of DEPARTMENTS) {
      const secret = secrets[department];
      if (!secret) throw new Error(`no secret is given for the department "${department}"`);
      this.webhooks.set(department, new Webhook(secret));
    }
  }

  sign(department: DepartmentId, id: string, body: string): SignatureHeaders {
    const now = new Date();
    return {
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
      'webhook-signature': this.of(department).sign(id, now, body),
    };
  }

  /** Throws the 401 problem; it does not say which part was wrong. */
  verify(department: DepartmentId, body: string, headers: Record<string, string | string[] | undefined>): void {
    const signed: Record<string, string> = {};
    for (const name of ['webhook-id', 'webhook-timestamp', 'webhook-signature']) {
      const value = headers[name];
      if (typeof value === 'string') signed[name] = value;
    }
    try {
      this.of(department).verify(body, signed, { jsonParse: false });
    } catch {
      throw new Problem(401, 'signature-invalid', 'the signature or its time is missing or wrong');
    }
  }

  private of(department: DepartmentId): Webhook {
    const webhook = this.webhooks.get(department);
    if (!webhook) throw new Error(`no secret for ${department}`);
    return webhook;
  }
}
