import { readFileSync } from 'node:fs';
import { Pool } from 'undici';
import type { BirthReport } from '../../../departments/samples/newborn';
import type { CrashWorld } from './world';

/** As many lanes as connections; each sends its next report when the one before is answered. */
export async function sendAll({ url, key }: CrashWorld, reports: readonly BirthReport[], connections = 200) {
  const pool = new Pool(url, { connections, headersTimeout: 60_000 });
  const statuses: Record<number, number> = {};
  const ids = new Set<string>();
  const ms: number[] = [];
  const queue = reports.map((report) => JSON.stringify(report));
  const lane = async (): Promise<void> => {
    for (let body = queue.pop(); body !== undefined; body = queue.pop()) {
      const from = performance.now();
      const { statusCode, body: answer } = await pool.request({
        method: 'POST',
        path: '/api/v1/life-events/newborn/instances',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body,
      });
      const { id } = (await answer.json()) as { id?: string };
      ms.push(performance.now() - from);
      statuses[statusCode] = (statuses[statusCode] ?? 0) + 1;
      if (id !== undefined) ids.add(id);
    }
  };
  const from = performance.now();
  await Promise.all(Array.from({ length: connections }, lane));
  const seconds = Math.round(performance.now() - from) / 1_000;
  await pool.close();
  return { statuses, ids, ms: ms.sort((a, b) => a - b), seconds };
}

/** Linux only; 0 elsewhere. */
export function residentMegabytes(pid: number): number {
  try {
    const kilobytes = /^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return Math.round(Number(kilobytes) / 1_024);
  } catch {
    return 0;
  }
}
