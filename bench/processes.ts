import { readdirSync, readFileSync } from 'node:fs';

/** CPU and memory of a server process with its children, from /proc (Linux only; zero elsewhere). */
const TICKS_PER_SECOND = 100;

function statOf(pid: number): { parent: number; cpu: number; reaped: number } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    const ticks = (from: number): number => ((fields[from] ?? 0) + (fields[from + 1] ?? 0)) / TICKS_PER_SECOND;
    return { parent: fields[1] ?? 0, cpu: ticks(11), reaped: ticks(13) };
  } catch {
    return undefined;
  }
}

function familyOf(root: number): number[] {
  const children = new Map<number, number[]>();
  let names: string[];
  try {
    names = readdirSync('/proc');
  } catch {
    return [];
  }
  for (const name of names.filter((entry) => /^\d+$/.test(entry))) {
    const parent = statOf(Number(name))?.parent;
    if (parent !== undefined) children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const family: number[] = [];
  const walk = (pid: number): void => {
    family.push(pid);
    for (const child of children.get(pid) ?? []) walk(child);
  };
  walk(root);
  return family;
}

/** CPU seconds of a process, its living descendants and those it has reaped. */
export const cpuSeconds = (root: number): number =>
  familyOf(root).reduce((sum, pid) => {
    const stat = statOf(pid);
    return sum + (stat?.cpu ?? 0) + (pid === root ? (stat?.reaped ?? 0) : 0);
  }, 0);

/** Proportional memory in MB: pages shared by a family count once. */
export function memoryMb(roots: readonly number[]): number {
  let kilobytes = 0;
  for (const pid of roots.flatMap(familyOf)) {
    try {
      kilobytes += Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0);
    } catch {
      // The process has ended, or the platform has no such file.
    }
  }
  return kilobytes / 1024;
}
