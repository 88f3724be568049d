import type { Pool } from 'pg';
import { AuditCheck, type AuditReader } from '../engine/audit-check';
import type { FindChart } from '../engine/replay-history';
import type { Seal } from '../engine/seal';
import { verifyHistory, type Finding, type StoredHistory } from '../engine/verify-history';
import { compareSeals, SealChain } from '../engine/verify-seals';
import { PostgresAuditReader } from '../persistence/postgres-audit-reader';
import { PostgresSealStore } from '../persistence/postgres-seal-store';

/** What was looked at, and everything that is wrong. */
export interface AuditReport {
  readonly instances: number;
  /** Seals that were found anchored; 0 says that nobody outside the database vouches for it. */
  readonly anchors: number;
  /** Seals that the database has. */
  readonly seals: number;
  readonly findings: readonly Finding[];
}

const SEALS = 100;

/**
 * Checks the anchors among themselves, the database's seals against them, and every history (or only one) against its
 * hashes, its seals and the engine's transition. Where the database says otherwise, the anchors are believed.
 */
export async function verifyAudit(
  pool: Pool,
  findChart: FindChart,
  anchors: AsyncIterable<Seal>,
  instance?: string,
): Promise<AuditReport> {
  const sealed = new SealAudit(new PostgresSealStore(pool));
  await sealed.run(anchors);
  const { findings } = sealed;
  const reader = new PostgresAuditReader(pool);
  if (instance !== undefined) {
    const history = sealed.correct((await reader.find(instance)) ?? { id: instance, rows: [], heads: [] });
    const isKnown = history.rows.length + history.heads.length > 0 || history.instance !== undefined;
    const finding = isKnown ? verifyHistory(history, findChart) : undefined;
    const about = findings.filter((one) => one.instance === undefined || one.instance === instance);
    const all = finding === undefined ? about : [...about, finding];
    return { instances: isKnown ? 1 : 0, anchors: sealed.anchors, seals: sealed.seals, findings: all };
  }
  const corrected: AuditReader = {
    page: async (after, limit) => {
      const page = await reader.page(after, limit);
      return { ...page, histories: page.histories.map((history) => sealed.correct(history)) };
    },
  };
  const check = new AuditCheck(corrected, findChart, (finding) => void findings.push(finding));
  let instances = 0;
  for (let isRound = false; !isRound;) {
    const step = await check.step();
    instances += step.checked;
    ({ isRound } = step);
  }
  for (const history of sealed.unseen()) {
    instances += 1;
    const finding = verifyHistory(history, findChart);
    if (finding !== undefined) findings.push(finding);
  }
  return { instances, anchors: sealed.anchors, seals: sealed.seals, findings };
}

/** The seals of the database against the anchors. */
class SealAudit {
  readonly findings: Finding[] = [];
  anchors = 0;
  seals = 0;
  /** Seals of which the database says something else than their anchors, and what these say. */
  private readonly differing = new Set<number>();
  private readonly anchored = new Map<string, StoredHistory['heads'][number][]>();
  private readonly seen = new Set<string>();

  constructor(private readonly store: PostgresSealStore) {}

  /** The first anchor that is wrong ends the chain; each copy that differs from its anchor is named. */
  async run(anchors: AsyncIterable<Seal>): Promise<void> {
    const chain = new SealChain();
    let batch: Seal[] = [];
    for await (const seal of anchors) {
      const broken = chain.take(seal);
      if (broken !== undefined) {
        this.findings.push({ ...broken, what: `the anchors themselves are broken: ${broken.what}` });
        break;
      }
      this.anchors += 1;
      batch.push(seal);
      if (batch.length < SEALS) continue;
      await this.compare(batch);
      batch = [];
    }
    await this.compare(batch);
    // Made since, or never anchored: at least they must follow.
    for (let at = chain.count; ;) {
      const left = await this.store.after(at, SEALS);
      const last = left.at(-1);
      if (last === undefined) return;
      this.seals += left.length;
      at = last.n;
      const broken = left.map((seal) => chain.take(seal)).find((finding) => finding !== undefined);
      if (broken === undefined) continue;
      this.findings.push(broken);
      return;
    }
  }

  private async compare(batch: readonly Seal[]): Promise<void> {
    const [first] = batch;
    if (first === undefined) return;
    const stored = new Map((await this.store.after(first.n - 1, batch.length)).map((seal) => [seal.n, seal]));
    for (const seal of batch) {
      if (stored.has(seal.n)) this.seals += 1;
      const finding = compareSeals(seal, stored.get(seal.n));
      if (finding === undefined) continue;
      this.findings.push(finding);
      this.differing.add(seal.n);
      for (const head of seal.heads) {
        const known = this.anchored.get(head.instance) ?? [];
        this.anchored.set(head.instance, [...known, { ...head, n: seal.n }]);
      }
    }
  }

  /** The same history with the heads as they are anchored. */
  correct(history: StoredHistory): StoredHistory {
    if (this.differing.size === 0) return history;
    this.seen.add(history.id);
    const kept = history.heads.filter(({ n }) => !this.differing.has(n));
    return { ...history, heads: [...kept, ...(this.anchored.get(history.id) ?? [])] };
  }

  /** Histories of which nothing is left but their anchors. */
  unseen(): StoredHistory[] {
    return [...this.anchored].filter(([id]) => !this.seen.has(id)).map(([id, heads]) => ({ id, rows: [], heads }));
  }
}
