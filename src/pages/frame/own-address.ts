/** An address within this house, as a form or a query names it; anything else would send the visitor elsewhere. */
export function ownAddress(given: string | undefined, otherwise: string): string {
  return given !== undefined && /^\/([\w-][\w./-]*)?$/.test(given) && given.length <= 200 ? given : otherwise;
}
