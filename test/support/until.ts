import { setTimeout as pause } from 'node:timers/promises';

/** Looks again and again until `probe` gives something; fails with what was waited for when the time is up. */
export async function until<T>(
  what: string,
  probe: () => Promise<T | undefined> | T | undefined,
  { withinMs = 30_000, everyMs = 50 }: { withinMs?: number; everyMs?: number } = {},
): Promise<T> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const found = await probe();
    if (found !== undefined) return found;
    if (performance.now() > deadline) throw new Error(`not within ${withinMs} ms: ${what}`);
    await pause(everyMs);
  }
}
