import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { Caller } from './access/caller';

/** What is known of the session by which a request comes. */
export interface CurrentSession {
  readonly login: string;
  readonly name: string;
  readonly expiresAt: Date;
  /** Stands in the field `formToken` of every form that a page shows to this session. */
  readonly formToken: string;
}

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
  /** Set once it is known who calls. */
  caller?: Caller;
  /** Set when the caller has signed in, and calls by the cookie. */
  session?: CurrentSession;
}

export interface ApiResponse extends ServerResponse {
  status(code: number): this;
  json(body: unknown): this;
}
