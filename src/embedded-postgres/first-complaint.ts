/** The line of PostgreSQL's output that says why it did not start, without its time stamp and its full stop. */
export function firstComplaint(output: string): string | undefined {
  const lines = output.trim().split('\n');
  const line =
    lines.find((text) => /configuration parameter|invalid value|syntax error/.test(text)) ??
    lines.find((text) => /FATAL|PANIC|error:/.test(text)) ??
    lines.at(-1);
  return line?.replace(/^.*?(LOG|FATAL|PANIC|error):\s*/, '').replace(/\.$/, '') || undefined;
}
