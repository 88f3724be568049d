import type { Edge, Exploration } from './explore';

export const stateAt = ({ regions }: Exploration, at: number, region: string): string => regions[at]?.[region] ?? '';

/** True where a region has come to its end. */
export const isOver = (exploration: Exploration, at: number, region: string): boolean =>
  exploration.slice.chart.states[region]?.states[stateAt(exploration, at, region)]?.type === 'final';

/** The worlds from which one of the `goals` can be reached. */
export function leadingTo(count: number, edges: readonly Edge[], goals: readonly number[]): Set<number> {
  const before = new Map<number, number[]>();
  for (const { from, to } of edges) before.set(to, [...(before.get(to) ?? []), from]);
  const found = new Set(goals);
  const open = [...goals];
  for (let at = open.pop(); at !== undefined && found.size <= count; at = open.pop()) {
    for (const from of before.get(at) ?? []) {
      if (found.has(from)) continue;
      found.add(from);
      open.push(from);
    }
  }
  return found;
}

/** The edges that lie on a circle of edges: both their ends can be reached from each other. */
export function edgesOnCircles(count: number, edges: readonly Edge[]): Edge[] {
  const leaving = new Map<number, number[]>();
  for (const { from, to } of edges) {
    const others = leaving.get(from);
    if (others === undefined) leaving.set(from, [to]);
    else others.push(to);
  }
  const component = components(count, leaving);
  return edges.filter(({ from, to }) => component[from] === component[to]);
}

/** Strongly connected components after Tarjan, without recursion: the number of the component of each world. */
function components(count: number, leaving: ReadonlyMap<number, readonly number[]>): Int32Array {
  const component = new Int32Array(count).fill(-1);
  const index = new Int32Array(count).fill(-1);
  const low = new Int32Array(count);
  const stack: number[] = [];
  let visited = 0;
  const enter = (at: number): void => {
    index[at] = low[at] = visited;
    visited += 1;
    stack.push(at);
  };
  for (let start = 0; start < count; start += 1) {
    if (index[start] !== -1) continue;
    const path = [{ at: start, next: 0 }];
    enter(start);
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const to = leaving.get(top.at)?.[top.next];
      top.next += 1;
      if (to === undefined) {
        path.pop();
        const parent = path.at(-1);
        if (parent !== undefined) low[parent.at] = Math.min(low[parent.at] as number, low[top.at] as number);
        if (low[top.at] === index[top.at]) closeComponent(top.at, stack, component);
      } else if (index[to] === -1) {
        enter(to);
        path.push({ at: to, next: 0 });
      } else if (component[to] === -1) low[top.at] = Math.min(low[top.at] as number, index[to] as number);
    }
  }
  return component;
}

function closeComponent(root: number, stack: number[], component: Int32Array): void {
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    component[at] = root;
    if (at === root) return;
  }
}
