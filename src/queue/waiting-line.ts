import type { ExecutionId } from '../engine/instance';

/**
 * Executions that wait for a worker of one department, one line per life event. The lines are served in turn, each from
 * its oldest, so that a cohort of thousands in one event delays the single case of another by one place and not by
 * thousands.
 */
export class WaitingLine {
  /** By life event, the one whose turn is next first; each with the times since when its executions wait. */
  private readonly lines = new Map<string, Map<ExecutionId, number>>();

  get size(): number {
    let size = 0;
    for (const line of this.lines.values()) size += line.size;
    return size;
  }

  /** What waits already keeps its place. */
  add(id: ExecutionId, event: string, now: number): void {
    let line = this.lines.get(event);
    if (line === undefined) {
      line = new Map();
      this.lines.set(event, line);
    }
    if (!line.has(id)) line.set(id, now);
  }

  has(id: ExecutionId): boolean {
    for (const line of this.lines.values()) if (line.has(id)) return true;
    return false;
  }

  /** Since when the longest has waited; undefined when nobody waits. */
  oldest(): number | undefined {
    let oldest: number | undefined;
    for (const line of this.lines.values()) {
      const [since] = line.values();
      if (since !== undefined && (oldest === undefined || since < oldest)) oldest = since;
    }
    return oldest;
  }

  /** Takes so many out, one of each life event in turn. */
  take(most: number): ExecutionId[] {
    const taken: ExecutionId[] = [];
    while (taken.length < most) {
      const [turn] = this.lines;
      if (turn === undefined) break;
      const [event, line] = turn;
      this.lines.delete(event);
      const [id] = line.keys();
      if (id === undefined) continue;
      line.delete(id);
      taken.push(id);
      if (line.size > 0) this.lines.set(event, line);
    }
    return taken;
  }
}
