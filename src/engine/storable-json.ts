const SUSPECT = /\\u(0000|d[89a-f])/;
const UNSTORABLE = /\0|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** JSON as PostgreSQL takes it: it refuses NUL and halves of characters, which stand for U+FFFD instead. */
export function toJson(value: unknown): string {
  const text = JSON.stringify(value);
  if (!SUSPECT.test(text)) return text;
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'string' ? part.replace(UNSTORABLE, '\ufffd') : part,
  );
}
