/** One line of JSON for whoever looks at the run: what was done and what was found. */
export function tell(scenario: string, found: object): void {
  process.stderr.write(`${JSON.stringify({ scenario, ...found })}\n`);
}

/** The value below which the given share of these lies. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
}
