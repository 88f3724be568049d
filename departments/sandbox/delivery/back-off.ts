const FIRST_MS = 200;
const LONGEST_MS = 30_000;

/** How long to wait after the n-th failed delivery (1, 2, …): doubling, with a fifth of jitter so that crowds spread. */
export function backOffMs(failures: number, random: () => number = Math.random): number {
  const doubled = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failures - 1, 20));
  return Math.round(doubled * (0.9 + 0.2 * random()));
}
