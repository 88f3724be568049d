/** Cases whose parts are kept open at the same time: those whose steps are being worked on just now. */
const CASES = 1_000;

/**
 * Parts of case records that this process has opened lately. Parts are never changed once written, so one that has
 * been opened for a step of a case need not be opened again for the next. Held in memory only, for a short while.
 */
export class OpenedParts {
  private readonly cases = new Map<string, Map<number, unknown>>();

  open(instanceId: string, seq: number, open: () => unknown): unknown {
    const parts = this.partsOf(instanceId);
    if (!parts.has(seq)) parts.set(seq, open());
    return parts.get(seq);
  }

  private partsOf(instanceId: string): Map<number, unknown> {
    let parts = this.cases.get(instanceId);
    if (parts === undefined) {
      parts = new Map();
      if (this.cases.size >= CASES) this.cases.delete(this.cases.keys().next().value as string);
      this.cases.set(instanceId, parts);
    }
    return parts;
  }
}
