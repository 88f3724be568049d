/** The cookies of a request by name; of one that comes twice, the first. */
export function cookiesOf(header: string | undefined): Readonly<Record<string, string>> {
  const cookies = new Map<string, string>();
  for (const pair of (header ?? '').slice(0, 4_000).split(';')) {
    const [name = '', value = ''] = pair.split('=', 2).map((part) => part.trim());
    if (name !== '' && !cookies.has(name)) cookies.set(name, value);
  }
  return Object.fromEntries(cookies);
}
