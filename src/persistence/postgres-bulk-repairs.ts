import type { Pool, QueryResultRow } from 'pg';
import type { Fields } from '../core';
import type {
  BulkRepair,
  BulkRepairItem,
  BulkRepairOrder,
  BulkRepairState,
  BulkRepairStore,
  ClaimedBulkRepair,
  NewBulkRepair,
} from '../engine/bulk-repair';
import type { Page } from '../engine/case-reader';
import type { Repair } from '../engine/message';
import type { CaseCipher } from './case-cipher';
import { toJson } from '../engine/storable-json';
import {
  claimBulkRepairs,
  endBulkRepairStage,
  findOpenBulkRepair,
  letGoBulkRepairItems,
  listBulkRepairs,
  nextBulkRepairItems,
  openBulkRepair,
  orderBulkRepair,
  readBulkRepair,
  releaseBulkRepairs,
  settleBulkRepairItems,
} from './sql/bulk-repairs';
import { repeat, type Statement } from './transaction';

interface RepairRow {
  id: string;
  fingerprint: string;
  repair: Repair;
  reason: string;
  found: NonNullable<BulkRepair['found']> | null;
  actor: string;
  state: BulkRepairState;
  paused_because: 'by-operator' | 'failed-again' | null;
  stages: number[];
  stage: number;
  total: number;
  let_go: number;
  done: number;
  failed: number;
  failed_again: number;
  passed_over: number;
  started_at: Date;
  finished_at: Date | null;
}

type ClaimedRow = RepairRow & { data_key: Buffer | null; sealed: Buffer | null };

const OUTPUT = 'bulk_repair';

/** Bulk repairs on PostgreSQL: one statement a method, counted where it is written. */
export class PostgresBulkRepairs implements BulkRepairStore {
  constructor(
    private readonly pool: Pool,
    private readonly cipher: CaseCipher,
  ) {}

  async open(wanted: NewBulkRepair): Promise<{ kind: 'opened' | 'existing'; repair: BulkRepair }> {
    const { at, output, ...rest } = wanted;
    const row = { ...rest, ...(output === undefined ? {} : this.seal(wanted.id, output)) };
    // Two who open at the same time: one finds the other's. Again, should that one be over just then.
    for (;;) {
      await this.run(openBulkRepair, [toJson(row), toJson(at)]);
      const [found] = await this.run<RepairRow>(findOpenBulkRepair, [wanted.fingerprint]);
      if (found !== undefined) {
        return { kind: found.id === wanted.id ? 'opened' : 'existing', repair: toRepair(found) };
      }
      const own = await this.find(wanted.id);
      if (own !== undefined) return { kind: 'opened', repair: own };
    }
  }

  async find(id: string): Promise<BulkRepair | undefined> {
    const [row] = await this.run<RepairRow>(readBulkRepair, [id]);
    return row === undefined ? undefined : toRepair(row);
  }

  async list({ after, limit }: { after?: string; limit: number }): Promise<Page<BulkRepair>> {
    const [at = null, id = null] = after?.split(' ') ?? [];
    const rows = await this.run<RepairRow>(listBulkRepairs, [at, id, limit + 1]);
    const items = rows.slice(0, limit).map(toRepair);
    const last = items.at(-1);
    return { items, ...(rows.length > limit && last ? { next: `${last.startedAt.toISOString()} ${last.id}` } : {}) };
  }

  async order(id: string, order: BulkRepairOrder): Promise<boolean> {
    await this.run(orderBulkRepair, [id, order]);
    const state = (await this.find(id))?.state;
    if (order === 'pause') return state === 'paused';
    if (order === 'cancel') return state === 'cancelled';
    return state === 'running' || state === 'finished';
  }

  async claim(limit: number, forMs: number): Promise<ClaimedBulkRepair[]> {
    const rows = await this.run<ClaimedRow>(claimBulkRepairs, [limit, forMs]);
    return rows.map((row) => ({ ...toRepair(row), ...this.outputOf(row) }));
  }

  async release(ids: readonly string[]): Promise<void> {
    await this.run(releaseBulkRepairs, [ids]);
  }

  async next(id: string, limit: number): Promise<BulkRepairItem[]> {
    const rows = await this.run<{ n: number; incident_id: string; instance_id: string; region: string; due: boolean }>(
      nextBulkRepairItems,
      [id, limit],
    );
    return rows.map(({ incident_id: incidentId, instance_id: instanceId, ...rest }) => ({
      ...rest,
      incidentId,
      instanceId,
    }));
  }

  async letGo(id: string, n: number): Promise<void> {
    await this.run(letGoBulkRepairItems, [id, n]);
  }

  async settle(id: string, after: number, limit: number): Promise<{ settled: number; next?: number }> {
    const [row] = await this.run<{ settled: number; next: number | null }>(settleBulkRepairItems, [id, after, limit]);
    const { settled = 0, next = null } = row ?? {};
    return { settled, ...(next === null ? {} : { next }) };
  }

  async endStage(id: string, mostFailedAgain: number): Promise<boolean> {
    return (await repeat(() => this.pool.query(endBulkRepairStage, [id, mostFailedAgain]))).rowCount === 1;
  }

  private async run<Row extends QueryResultRow>(statement: Statement, values: unknown[]): Promise<Row[]> {
    return (await repeat(() => this.pool.query<Row>(statement, values))).rows;
  }

  private seal(id: string, output: Fields): { data_key: string; sealed: string } {
    const dataKey = this.cipher.newDataKey(id);
    const sealed = this.cipher.seal(id, dataKey, OUTPUT, output);
    return { data_key: dataKey.toString('base64'), sealed: sealed.toString('base64') };
  }

  private outputOf({ id, data_key: dataKey, sealed }: ClaimedRow): { output?: Fields } {
    if (dataKey === null || sealed === null) return {};
    return { output: this.cipher.open(id, dataKey, OUTPUT, sealed) as Fields };
  }
}

const toRepair = (row: RepairRow): BulkRepair => ({
  id: row.id,
  fingerprint: row.fingerprint,
  repair: row.repair,
  reason: row.reason,
  ...(row.found === null ? {} : { found: row.found }),
  actor: row.actor,
  state: row.state,
  ...(row.paused_because === null ? {} : { pausedBecause: row.paused_because }),
  stages: row.stages,
  stage: row.stage,
  total: row.total,
  letGo: row.let_go,
  done: row.done,
  failed: row.failed,
  failedAgain: row.failed_again,
  passedOver: row.passed_over,
  startedAt: row.started_at,
  ...(row.finished_at === null ? {} : { finishedAt: row.finished_at }),
});
