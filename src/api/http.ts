import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { Caller } from './access/caller';

/** A request as the edge passes it on: Express's, by what is used of it. */
export interface ApiRequest extends IncomingMessage {
  readonly headers: IncomingHttpHeaders;
  readonly originalUrl: string;
  readonly path: string;
  /** True when what the caller has already is what the headers of the answer name. */
  readonly fresh: boolean;
  readonly route?: { readonly path: string };
  body?: unknown;
  /** The body byte by byte, as it was signed. */
  rawBody?: Buffer;
  requestId: string;
  /** Set once the key is known. */
  caller?: Caller;
}

export interface ApiResponse extends ServerResponse {
  status(code: number): this;
  json(body: unknown): this;
}
