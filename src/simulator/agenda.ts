/** What is to happen, in the order of time; what is due at the same time happens in the order in which it was entered. */
export class Agenda {
  /** A binary heap: the parent of entry n is entry (n - 1) >> 1. */
  private readonly heap: Entry[] = [];
  private entered = 0;

  at(time: number, happen: (now: number) => void): void {
    const entry = { time, order: (this.entered += 1), happen };
    let n = this.heap.length;
    while (n > 0) {
      const parent = this.heap[(n - 1) >> 1] as Entry;
      if (!isBefore(entry, parent)) break;
      this.heap[n] = parent;
      n = (n - 1) >> 1;
    }
    this.heap[n] = entry;
  }

  /** Takes out what is due first. */
  next(): Entry | undefined {
    const first = this.heap[0];
    const last = this.heap.pop();
    if (first === undefined || last === undefined || this.heap.length === 0) return first;
    let n = 0;
    for (;;) {
      let child = 2 * n + 1;
      const [left, right] = [this.heap[child], this.heap[child + 1]];
      if (left === undefined) break;
      if (right !== undefined && isBefore(right, left)) child += 1;
      const sooner = this.heap[child] as Entry;
      if (!isBefore(sooner, last)) break;
      this.heap[n] = sooner;
      n = child;
    }
    this.heap[n] = last;
    return first;
  }
}

interface Entry {
  readonly time: number;
  readonly order: number;
  readonly happen: (now: number) => void;
}

const isBefore = (a: Entry, b: Entry): boolean => a.time < b.time || (a.time === b.time && a.order < b.order);
