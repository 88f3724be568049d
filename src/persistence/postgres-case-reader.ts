import type { Pool } from 'pg';
import type { DataSource } from 'typeorm';
import type { CaseRecord } from '../core';
import { Batches } from '../engine/batches';
import type {
  CaseFilter,
  CaseHead,
  CaseReader,
  ChangeRow,
  FieldReader,
  MessageVerdict,
  Proposal,
  Page,
  ReadCase,
  ReadExecution,
  ReadHistoryRow,
  Viewer,
} from '../engine/case-reader';
import type { ReadClock } from '../engine/deadline-list';
import type { Definitions } from '../engine/definitions';
import type { ExecutionKind, ExecutionStatus, InstanceStatus, Reason } from '../engine/instance';
import type { CaseCipher } from './case-cipher';
import { scopeValues } from './case-scope';
import { HistoryEntity } from './entities/history.entity';
import { casesQuery } from './find-case-ids';
import { businessIndex, personIndex } from './move-rows';
import { openRecord, type SealedRecordRow } from './open-record';
import { toExecutionId } from './ordinal';
import { discloseRecord, readCase, readCases, readHeads, readKeyedCase, readTrackedCases } from './sql/read-cases';

interface HeadRow {
  id: string;
  number: string;
  event: string;
  version: number;
  status: InstanceStatus;
  tracking_code: string;
  started_at: Date;
}

interface CaseRow extends HeadRow {
  subjects: number;
  state: string;
  completed_at: Date | null;
  clock: ClockJson | null;
  executions: ExecutionRow[] | null;
}

interface ExecutionRow {
  ordinal: number;
  region: string;
  kind: ExecutionKind;
  status: ExecutionStatus;
  attempts: number;
  opened_at: string;
  answered_at: string | null;
  due_at: string;
  reason: Reason | null;
  clock: ClockJson | null;
}

interface ClockJson {
  level: ReadClock['level'];
  paused: boolean;
  due_at: string;
  statutory_due_at: string;
  provisional: boolean;
}

/** Reads cases from PostgreSQL: prepared statements where many ask, TypeORM where the question varies. */
export class PostgresCaseReader implements CaseReader {
  private readonly heads: Batches<string, CaseHead | undefined>;
  /** Of everybody who follows a case, however many: two connections at most, the others are for those who move them. */
  private readonly tracked: Batches<string, ReadCase | undefined>;

  constructor(
    private readonly pool: Pool,
    private readonly dataSource: DataSource,
    readonly cipher: CaseCipher,
    readonly definitions: Definitions,
  ) {
    this.heads = new Batches({ most: 256, parallel: 2 }, (ids) => this.readHeads(ids));
    this.tracked = new Batches({ most: 64, parallel: 2, isAwaited: true }, (codes) => this.readTracked(codes));
  }

  async find(id: string, viewer: Viewer): Promise<ReadCase | undefined> {
    const scope = scopeValues(viewer, this.definitions);
    if (scope === undefined) return undefined;
    return this.readOne(readCase, [id, ...scope]);
  }

  async findByBusinessKey(
    event: string,
    businessKey: readonly string[],
    viewer: Viewer,
  ): Promise<ReadCase | undefined> {
    const scope = scopeValues(viewer, this.definitions);
    if (scope === undefined) return undefined;
    return this.readOne(readKeyedCase, [event, businessIndex(this.cipher, { event, businessKey }), ...scope]);
  }

  findByTrackingCode(code: string): Promise<ReadCase | undefined> {
    return this.tracked.add(code);
  }

  private async readTracked(codes: string[]): Promise<(ReadCase | undefined)[]> {
    const { rows } = await this.pool.query<CaseRow>(readTrackedCases, [codes]);
    const byCode = new Map(rows.map((row) => [row.tracking_code, toCase(row)]));
    return codes.map((code) => byCode.get(code));
  }

  private async readOne(statement: typeof readCase, values: unknown[]): Promise<ReadCase | undefined> {
    const { rows } = await this.pool.query<CaseRow>(statement, values);
    return rows[0] === undefined ? undefined : toCase(rows[0]);
  }

  async getHead(id: string): Promise<CaseHead> {
    const head = await this.heads.add(id);
    if (head === undefined) throw new Error(`There is no instance ${id}`);
    return head;
  }

  private async readHeads(ids: string[]): Promise<(CaseHead | undefined)[]> {
    const { rows } = await this.pool.query<HeadRow>(readHeads, [ids]);
    const byId = new Map(rows.map((row) => [row.id, toHead(row)]));
    return ids.map((id) => byId.get(id));
  }

  async list(viewer: Viewer, filter: CaseFilter, page: { after?: string; limit: number }): Promise<Page<ReadCase>> {
    const question = casesQuery(viewer, filter, this, page);
    if (question === undefined) return { items: [] };
    const ids = (await this.dataSource.query<{ id: string }[]>(question.text, question.values)).map(({ id }) => id);
    if (ids.length === 0) return { items: [] };
    const shown = ids.slice(0, page.limit);
    const { rows } = await this.pool.query<CaseRow>(readCases, [shown]);
    const next = ids.length > page.limit ? { next: shown.at(-1) as string } : {};
    return { items: rows.map(toCase), ...next };
  }

  async history(id: string, { after, limit }: { after: number; limit: number }): Promise<readonly ReadHistoryRow[]> {
    const rows = await this.dataSource
      .getRepository(HistoryEntity)
      .createQueryBuilder('h')
      .where('h.instanceId = :id and h.seq > :after', { id, after })
      .orderBy('h.seq')
      .limit(limit)
      .getMany();
    return rows.map(({ seq, type, region, at, actor, detail, hash }) => ({
      ...{ seq, type, at, actor, hash: hash.toString('hex') },
      ...(region === null ? {} : { region }),
      ...(typeof detail['code'] === 'string' ? { code: detail['code'] } : {}),
    }));
  }

  async findVerdict(instanceId: string, messageKey: string): Promise<MessageVerdict | undefined> {
    const row = await this.dataSource
      .getRepository(HistoryEntity)
      .createQueryBuilder('h')
      .where('h.instanceId = :instanceId', { instanceId })
      .andWhere("(h.messageKey = :messageKey or starts_with(h.messageKey, :messageKey || '#'))", { messageKey })
      .orderBy('h.seq', 'DESC')
      .getOne();
    if (row === null) return undefined;
    const { seq, type, detail } = row;
    if (type === 'signal.ignored') return { seq, ignored: true };
    return type === 'message.refused' ? { seq, refused: String(detail['code']) } : { seq };
  }

  async findProposal(instanceId: string, region: string): Promise<Proposal | undefined> {
    const row = await this.dataSource
      .getRepository(HistoryEntity)
      .createQueryBuilder('h')
      .where("h.instanceId = :instanceId and h.type = 'revocation.proposed'", { instanceId })
      .andWhere("coalesce(h.region, '') = :region", { region })
      .orderBy('h.seq', 'DESC')
      .getOne();
    return row === null
      ? undefined
      : { seq: row.seq, by: String(row.detail['by']), reason: String(row.detail['code']) };
  }

  async changes(id: string): Promise<readonly ChangeRow[]> {
    const rows = await this.dataSource
      .getRepository(HistoryEntity)
      .createQueryBuilder('h')
      .where("h.instanceId = :id and h.type in ('case.corrected', 'amend.completed', 'incident.resolved')", { id })
      .andWhere("json_array_length(h.detail -> 'fields') > 0")
      .orderBy('h.seq', 'DESC')
      .limit(MOST_CHANGES)
      .getMany();
    return rows.reverse().map(({ seq, type, region, at, actor, detail }) => ({
      ...{ seq, type, at, actor },
      ...(region === null ? {} : { region }),
      ...(typeof detail['code'] === 'string' ? { code: detail['code'] } : {}),
      fields: (detail['fields'] as unknown[]).map(String),
    }));
  }

  async disclose(...asked: Parameters<CaseReader['disclose']>): Promise<CaseRecord> {
    return (await this.discloseEver(...asked))(Infinity);
  }

  async discloseEver(
    id: string,
    { keyId, organisation, role, purpose, requestId }: FieldReader,
    entries: readonly { readonly region: string; readonly fields: readonly string[] }[],
  ): Promise<(seq: number) => CaseRecord> {
    const values = [id, JSON.stringify(entries), keyId, organisation, role, purpose, requestId];
    const { rows } = await this.pool.query<SealedRecordRow>(discloseRecord, values);
    const [row] = rows;
    if (row === undefined) throw new Error(`Instance ${id} has no record that could be disclosed`);
    return (seq) => openRecord(this.cipher, id, row, undefined, seq);
  }

  personIndex(idNumber: string): string {
    return personIndex(this.cipher, idNumber).toString('base64');
  }

  digest(text: string | Buffer): string {
    return this.cipher.blindIndex('request', [Buffer.from(text).toString('base64')]).toString('base64url');
  }
}

const MOST_CHANGES = 200;

const toHead = (row: HeadRow): CaseHead => ({
  id: row.id,
  number: row.number,
  event: row.event,
  version: row.version,
  status: row.status,
  trackingCode: row.tracking_code,
  startedAt: row.started_at,
});

const toCase = (row: CaseRow): ReadCase => ({
  ...toHead(row),
  subjects: row.subjects,
  state: row.state,
  ...(row.completed_at === null ? {} : { completedAt: row.completed_at }),
  ...(row.clock === null ? {} : { clock: toReadClock(row.clock) }),
  executions: (row.executions ?? []).map((execution) => toExecution(row.id, execution)),
});

const toExecution = (instanceId: string, row: ExecutionRow): ReadExecution => ({
  id: toExecutionId(instanceId, row.ordinal),
  region: row.region,
  kind: row.kind,
  status: row.status,
  attempts: row.attempts,
  openedAt: new Date(row.opened_at),
  ...(row.answered_at === null ? {} : { answeredAt: new Date(row.answered_at) }),
  dueAt: new Date(row.due_at),
  ...(row.clock === null ? {} : { clock: toReadClock(row.clock) }),
  ...(row.reason === null ? {} : { reason: row.reason }),
});

const toReadClock = ({ level, paused, provisional, ...times }: ClockJson): ReadClock => ({
  ...{ level, paused, provisional },
  dueAt: new Date(times.due_at),
  statutoryDueAt: new Date(times.statutory_due_at),
});
