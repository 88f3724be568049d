import type { Pool } from 'pg';
import type { DepartmentAddress } from '../connectors/http-department-gateway';
import { departmentSecret } from './secrets';

const REFRESH_MS = 10_000;

/** Where departments are, as the database says; read again every few seconds, so that all processes follow. */
export class DepartmentDirectory {
  private addresses = new Map<string, DepartmentAddress>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly pool: Pool,
    private readonly masterKey: Buffer,
  ) {}

  async start(): Promise<void> {
    await this.refresh();
    this.timer = setInterval(() => void this.refresh().catch(() => undefined), REFRESH_MS);
    this.timer.unref();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  find(department: string): DepartmentAddress | undefined {
    return this.addresses.get(department);
  }

  async set(baseUrls: Readonly<Record<string, string>>): Promise<void> {
    for (const [id, baseUrl] of Object.entries(baseUrls)) {
      await this.pool.query(
        `insert into department (id, base_url) values ($1, $2)
         on conflict (id) do update set base_url = excluded.base_url, updated_at = now()`,
        [id, baseUrl],
      );
    }
    await this.refresh();
  }

  private async refresh(): Promise<void> {
    const found = await this.pool.query<{ id: string; base_url: string }>('select id, base_url from department');
    this.addresses = new Map(
      found.rows.map(({ id, base_url: baseUrl }) => [id, { baseUrl, secret: departmentSecret(this.masterKey, id) }]),
    );
  }
}
