import type { CaseRecord } from '../core';

/** Cases whose records are kept open: those that are being worked on just now. */
const CASES = 2_000;

/**
 * Records of cases that this process has moved lately, as they are after their last move. A move under the instance's
 * lock says by its number whether what is known here is still the whole record. In memory only, for a short while.
 */
export class KnownRecords {
  private readonly cases = new Map<string, { readonly seq: number; readonly record: CaseRecord }>();

  /** Undefined unless the record is known as it is after move `seq`. */
  get(instanceId: string, seq: number): CaseRecord | undefined {
    const known = this.cases.get(instanceId);
    return known?.seq === seq ? known.record : undefined;
  }

  set(instanceId: string, seq: number, record: CaseRecord): void {
    this.cases.delete(instanceId);
    if (this.cases.size >= CASES) this.cases.delete(this.cases.keys().next().value as string);
    this.cases.set(instanceId, { seq, record });
  }

  /** It has ended: nobody will ask for it. */
  forget(instanceId: string): void {
    this.cases.delete(instanceId);
  }
}
