import { request } from 'undici';
import { until } from './until';

export interface StepView {
  readonly id: string;
  readonly subject?: number;
  readonly status: string;
  readonly attempts?: number;
  readonly reason?: { readonly code: string };
}

export interface CaseView {
  readonly id: string;
  readonly caseNumber: string;
  readonly status: string;
  readonly completedAt: string | null;
  readonly progress: { readonly done: number; readonly total: number };
  readonly steps: readonly StepView[];
}

export interface Said<Body = Record<string, unknown>> {
  readonly status: number;
  readonly body: Body;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** What a hospital does with the product over HTTP. */
export class Hospital {
  constructor(
    private readonly url: string,
    private readonly key: string,
  ) {}

  report(birth: object, headers: Record<string, string> = {}): Promise<Said<CaseView>> {
    return this.send('POST', '/life-events/newborn/instances', birth, headers);
  }

  /** The id of the case that has taken this report. */
  async start(birth: object): Promise<string> {
    const { status, body } = await this.report(birth);
    if (status !== 201) throw new Error(`the report was answered ${status}: ${JSON.stringify(body)}`);
    return body.id;
  }

  async look(id: string): Promise<CaseView> {
    const { status, body } = await this.send<CaseView>('GET', `/instances/${id}`);
    if (status !== 200) throw new Error(`the case was answered ${status}: ${JSON.stringify(body)}`);
    return body;
  }

  signal(id: string, name: string, body: object): Promise<Said> {
    return this.send('POST', `/instances/${id}/signals/${name}`, body);
  }

  /** The case when it has ended. */
  ended(id: string, withinMs = 30_000): Promise<CaseView> {
    return this.once(id, 'ended', ({ completedAt }) => completedAt !== null, withinMs);
  }

  async once(id: string, what: string, is: (view: CaseView) => boolean, withinMs = 30_000): Promise<CaseView> {
    let last: CaseView | undefined;
    const probe = async (): Promise<CaseView | undefined> => {
      last = await this.look(id);
      return is(last) ? last : undefined;
    };
    return until(`case ${id} is ${what}`, probe, { withinMs }).catch((error: Error) => {
      throw new Error(`${error.message}; it is ${last?.status}: ${JSON.stringify(last && stepsOf(last))}`);
    });
  }

  async send<Body>(
    method: 'GET' | 'POST',
    path: string,
    body?: object,
    headers: Record<string, string> = {},
  ): Promise<Said<Body>> {
    const response = await request(`${this.url}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${this.key}`, 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const said = (await response.body.json()) as Body;
    return { status: response.statusCode, body: said, headers: response.headers };
  }
}

/** Every step's status, and why where it says so: `medicalInsurance 2` → `manual: id-number-not-known`. */
export function stepsOf({ steps }: CaseView): Record<string, string> {
  return Object.fromEntries(
    steps.map(({ id, subject, status, reason }) => [
      subject === undefined ? id : `${id} ${subject}`,
      reason === undefined ? status : `${status}: ${reason.code}`,
    ]),
  );
}

export const PER_CHILD = [
  'birthCertificate',
  'householdRegistration',
  'medicalInsurance',
  'citizenCard',
  'vaccinationCertificate',
  'motherChildHandbook',
  'childHealthHandbook',
] as const;

/** What is expected of a case of so many children: everything completed but what is said otherwise. */
export function allCompletedBut(children: number, otherwise: Record<string, string> = {}): Record<string, string> {
  const steps = PER_CHILD.flatMap((step) => Array.from({ length: children }, (_, n) => `${step} ${n + 1}`));
  return { ...Object.fromEntries([...steps, 'maternityBenefit'].map((step) => [step, 'completed'])), ...otherwise };
}
