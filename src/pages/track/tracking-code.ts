/** A tracking code as somebody has typed it from paper: in any case, with spaces or hyphens between; undefined for none. */
export function trackingCodeOf(typed: string): string | undefined {
  const code = typed.replace(/[\s-]/g, '').toUpperCase();
  return /^[0-9A-Z]{16}$/.test(code) ? code : undefined;
}

/** As people read it out: in groups of four. */
export const inGroups = (code: string): string => code.match(/.{1,4}/g)?.join(' ') ?? code;
