import type { FindChart } from './replay-history';
import { verifyHistory, type Finding, type StoredHistory } from './verify-history';

/** A few histories as they stand, in the order of their ids. */
export interface HistoryPage {
  readonly histories: readonly StoredHistory[];
  /** Where the next page begins; undefined on the last. */
  readonly next?: string;
}

export interface AuditReader {
  page(after: string | undefined, limit: number): Promise<HistoryPage>;
}

const PAGE = 200;

/** Checks histories a page at a time, going round: a share of all cases whenever it is asked to. */
export class AuditCheck {
  private at: string | undefined;

  constructor(
    private readonly reader: AuditReader,
    private readonly findChart: FindChart,
    private readonly onFinding: (finding: Finding) => Promise<void> | void,
    private readonly size = PAGE,
  ) {}

  /** One page; says how many histories were checked, and whether this was the last page of the round. */
  async step(): Promise<{ checked: number; isRound: boolean }> {
    const { histories, next } = await this.reader.page(this.at, this.size);
    for (const history of histories) {
      const finding = verifyHistory(history, this.findChart);
      if (finding !== undefined) await this.onFinding(finding);
    }
    this.at = next;
    return { checked: histories.length, isRound: next === undefined };
  }
}
