/** A name as strangers may see it: the first letter, and a star for each that follows. */
export function maskedName(name: string): string {
  const [first = '', ...rest] = [...name.trim()];
  return first + '*'.repeat(Math.min(rest.length, 3));
}
