/**
 * Readers of streams in a process of their own, so that what they cost is not the product's. Told codes of cases by the
 * parent; each lane follows one for a while and then a newer one. Tells when it has heard that a case has ended.
 */
import { setTimeout as pause } from 'node:timers/promises';

export interface ReadersOrder {
  readonly base: string;
  readonly lanes: number;
}

export type ToReaders = ReadersOrder | { readonly codes: readonly string[] };
export type FromReaders = { readonly open: number } | { readonly ended: string; readonly at: number };

/** A page is open for so long before its reader turns to another case. */
const HOLD_MS = 60_000;
const NEWEST = 2_000;

const codes: string[] = [];
let open = 0;

const tell = (said: FromReaders): void => void process.send?.(said);

async function lane(base: string): Promise<void> {
  for (;;) {
    const code = codes[Math.floor(Math.random() * codes.length)];
    if (code === undefined) await pause(20);
    else await follow(base, code);
  }
}

async function follow(base: string, code: string): Promise<void> {
  const leaving = new AbortController();
  const timer = setTimeout(() => leaving.abort(), HOLD_MS * (0.5 + Math.random()));
  try {
    const { ok, body } = await fetch(`${base}/api/v1/track/${code}/stream`, { signal: leaving.signal });
    if (!ok || body === null) return await pause(1_000);
    open += 1;
    try {
      await hear(body, code);
    } finally {
      open -= 1;
    }
  } catch {
    // Left, or the server is gone.
  } finally {
    clearTimeout(timer);
  }
}

async function hear(body: ReadableStream<Uint8Array>, code: string): Promise<void> {
  const decoder = new TextDecoder();
  let events = 0;
  for await (const part of body) {
    const text = decoder.decode(part, { stream: true });
    if (text.includes('event: changed')) events += 1;
    // The first event only says where the case stands.
    if (events > 1 && text.includes('"status":"completed","progress"')) tell({ ended: code, at: Date.now() });
  }
}

process.on('message', (said: ToReaders) => {
  if ('codes' in said) {
    codes.push(...said.codes);
    if (codes.length > NEWEST) codes.splice(0, codes.length - NEWEST);
  } else {
    for (let n = 0; n < said.lanes; n += 1) void lane(said.base);
    setInterval(() => tell({ open }), 200);
  }
});
process.on('disconnect', () => process.exit(0));
