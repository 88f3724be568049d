/** The figures are those of docs/guarantees.md times `CHAOS_SCALE` (1 when unset). */
export function figure(full: number): number {
  const scale = Number(process.env['CHAOS_SCALE'] ?? 1);
  if (!(scale > 0 && scale <= 100)) throw new Error('CHAOS_SCALE must be a number above 0');
  return Math.max(1, Math.round(full * scale));
}

/** An hour and more at full scale, and never so short that a slow machine fails for it. */
export const patience = (full: number, eachMs: number): number => 180_000 + figure(full) * eachMs;
