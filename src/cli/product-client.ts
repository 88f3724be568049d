import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readConfig } from '../wiring/config';
import { findRuntime } from '../wiring/runtime-file';

/** What the demo has written down for each role. */
export type DemoCredentials = Readonly<
  Record<string, { organisation: string; name: string; apiKey: string; login: string; password: string }>
>;

export interface InstanceView {
  readonly id: string;
  readonly caseNumber: string;
  readonly status: string;
  readonly startedAt: string;
  readonly completedAt: string | null;
  readonly progress: { readonly done: number; readonly total: number };
  readonly steps: readonly {
    readonly id: string;
    readonly title: string;
    readonly subject?: number;
    readonly status: string;
    readonly reason?: { readonly message?: string; readonly code: string };
  }[];
}

/** Speaks to the product that runs on this machine, as a hospital would. */
export class ProductClient {
  private constructor(
    readonly url: string,
    private readonly apiKey: string,
  ) {}

  static forRole(role: string): ProductClient {
    const { dataDir } = readConfig(process.env);
    const runtime = findRuntime(dataDir);
    if (runtime === undefined) {
      throw new Error(`nothing runs on ${dataDir}: start it with "npm start" (or set ONE_THING_DATA_DIR)`);
    }
    const key = readCredentials(dataDir)[role]?.apiKey;
    if (key === undefined) throw new Error(`there is no demo key for "${role}": start with ONE_THING_DEMO=1`);
    return new ProductClient(runtime.url, key);
  }

  static with(url: string, apiKey: string): ProductClient {
    return new ProductClient(url, apiKey);
  }

  async trigger(event: string, report: object): Promise<{ id: string; caseNumber: string; repeated: boolean }> {
    const response = await this.fetch(`/life-events/${event}/instances`, {
      method: 'POST',
      body: JSON.stringify(report),
    });
    const body = (await response.json()) as { id: string; caseNumber: string };
    return { ...body, repeated: response.status === 200 };
  }

  /** True when there is a case that the holder of the key may see. */
  async hasCases(): Promise<boolean> {
    const { items } = (await (await this.fetch('/instances?limit=1', {})).json()) as { items: readonly unknown[] };
    return items.length > 0;
  }

  async getInstance(id: string): Promise<InstanceView> {
    return (await (await this.fetch(`/instances/${id}`, {})).json()) as InstanceView;
  }

  private async fetch(path: string, init: RequestInit): Promise<Response> {
    const headers = { authorization: `Bearer ${this.apiKey}`, 'content-type': 'application/json' };
    const response = await fetch(`${this.url}/api/v1${path}`, { ...init, headers });
    if (response.ok) return response;
    const problem = (await response.json().catch(() => ({}))) as {
      title?: string;
      detail?: string;
      errors?: unknown[];
    };
    const errors = problem.errors === undefined ? '' : ` ${JSON.stringify(problem.errors)}`;
    throw new Error(`the server answered ${response.status}: ${problem.detail ?? problem.title ?? ''}${errors}`);
  }
}

export function readCredentials(dataDir: string): DemoCredentials {
  try {
    return JSON.parse(readFileSync(join(dataDir, 'demo-credentials.json'), 'utf8')) as DemoCredentials;
  } catch {
    return {};
  }
}
