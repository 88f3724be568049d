import type { Pool } from 'pg';
import { AuditCheck } from '../engine/audit-check';
import type { AskedAuditCheck, AuditDesk, SealState } from '../engine/audit-desk';
import type { FindChart } from '../engine/replay-history';
import { verifyHistory, type Finding } from '../engine/verify-history';
import { PostgresAuditReader } from './postgres-audit-reader';
import { keepAuditCheck, readLastAuditCheck, readSealState } from './sql/audit-checks';

/** A check that is asked for over HTTP is over after about so long. */
const LONGEST_MS = 3_000;
/** What is found beyond this is found again by the next check. */
const MOST_FINDINGS = 100;

interface CheckRow {
  readonly at: Date;
  readonly organisation: string;
  readonly histories: number;
  readonly whole: boolean;
  readonly findings: AskedAuditCheck['findings'];
  readonly took_ms: number;
}

interface SealStateRow {
  readonly unanchored: number;
  readonly n: number | null;
  readonly at: Date | null;
  readonly anchored_at: Date | null;
}

type Checked = Pick<AskedAuditCheck, 'instance' | 'histories' | 'whole' | 'findings' | 'tookMs'>;

/** Checks of the record on PostgreSQL. What they find becomes incidents, as it does every hour without being asked. */
export class PostgresAuditDesk implements AuditDesk {
  private readonly reader: PostgresAuditReader;
  private readonly round: AuditCheck;
  private found: Finding[] = [];
  private underWay: Promise<Checked> | undefined;

  constructor(
    private readonly pool: Pool,
    private readonly findChart: FindChart,
    private readonly longestMs = LONGEST_MS,
  ) {
    this.reader = new PostgresAuditReader(pool);
    this.round = new AuditCheck(this.reader, findChart, (finding) => this.note(finding));
  }

  async seals(): Promise<SealState> {
    const { rows } = await this.pool.query<SealStateRow>(readSealState);
    const { unanchored = 0, n = null, at = null, anchored_at: anchoredAt = null } = rows[0] ?? {};
    if (n === null || at === null) return { unanchored };
    return { unanchored, last: { n, at, ...(anchoredAt === null ? {} : { anchoredAt }) } };
  }

  async last(): Promise<AskedAuditCheck | undefined> {
    const [row] = (await this.pool.query<CheckRow>(readLastAuditCheck)).rows;
    if (row === undefined) return undefined;
    const { took_ms: tookMs, ...rest } = row;
    return { ...rest, tookMs };
  }

  async check(organisation: string): Promise<AskedAuditCheck> {
    this.underWay ??= this.goOn().finally(() => (this.underWay = undefined));
    return this.keep(await this.underWay, organisation);
  }

  async checkOne(instance: string, organisation: string): Promise<AskedAuditCheck | undefined> {
    const startedAt = performance.now();
    const history = await this.reader.find(instance);
    if (history === undefined) return undefined;
    const finding = verifyHistory(history, this.findChart);
    if (finding !== undefined) await this.reader.openIncident(finding);
    const findings = finding === undefined ? [] : [placeOf(finding)];
    return this.keep({ instance, histories: 1, whole: true, findings, tookMs: since(startedAt) }, organisation);
  }

  private async goOn(): Promise<Checked> {
    const startedAt = performance.now();
    this.found = [];
    let histories = 0;
    for (let whole = false; ;) {
      const step = await this.round.step();
      histories += step.checked;
      whole = step.isRound;
      if (!whole && since(startedAt) < this.longestMs) continue;
      const findings = this.found.slice(0, MOST_FINDINGS).map(placeOf);
      return { histories, whole, findings, tookMs: since(startedAt) };
    }
  }

  private async note(finding: Finding): Promise<void> {
    this.found.push(finding);
    await this.reader.openIncident(finding);
  }

  private async keep(checked: Checked, organisation: string): Promise<AskedAuditCheck> {
    const { instance, histories, whole, findings, tookMs } = checked;
    const values = [organisation, instance ?? null, histories, whole, JSON.stringify(findings), tookMs];
    const { rows } = await this.pool.query<{ at: Date }>(keepAuditCheck, values);
    return { ...checked, organisation, at: (rows[0] as { at: Date }).at };
  }
}

const since = (startedAt: number): number => Math.round(performance.now() - startedAt);

/** Where it is; what it says in words may repeat what the row says. */
const placeOf = ({ what: _what, ...finding }: Finding): AskedAuditCheck['findings'][number] => finding;
