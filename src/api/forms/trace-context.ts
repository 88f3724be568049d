import type { IncomingHttpHeaders } from 'node:http';

/** The caller's W3C trace context, as it came: whoever traces judges whether it is one. */
export function traceContextOf({ traceparent }: IncomingHttpHeaders): { readonly traceparent?: string } {
  return typeof traceparent === 'string' ? { traceparent } : {};
}
