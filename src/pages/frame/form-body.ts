/** What a form of a page has sent, by field: texts only, of one that comes twice the last. */
export function formOf(body: unknown): Readonly<Record<string, string>> {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return {};
  const fields = Object.entries(body).flatMap(([name, value]: [string, unknown]) => {
    const last: unknown = Array.isArray(value) ? value.at(-1) : value;
    return typeof last === 'string' ? [[name, last] as const] : [];
  });
  return Object.fromEntries(fields);
}
