import { gzipSync } from 'node:zlib';
import type { VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';
import type { ApiResponse } from '../../api/http';
import { styleHash } from './assets';
import type { Visit } from './visit';

/** Nothing inline but our own style, nothing from elsewhere; forms go to this house only. */
const POLICY =
  `default-src 'none'; script-src 'self'; style-src 'self' 'sha256-${styleHash}'; ` +
  "img-src 'self' data:; font-src 'self'; connect-src 'self'; " +
  "base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/** Sends a page. Never kept by anybody: what it says is of this moment, and often personal. */
export function sendPage(response: ApiResponse, { language, formToken }: Visit, page: VNode, status = 200): void {
  response.statusCode = status;
  response.setHeader('Content-Type', 'text/html; charset=utf-8');
  response.setHeader('Content-Language', language);
  response.setHeader('Content-Security-Policy', POLICY);
  response.setHeader('Cache-Control', 'no-store');
  response.setHeader('Vary', 'Accept-Language, Accept-Encoding, Cookie');
  const text = `<!doctype html>${renderToString(page)}`;
  // What holds a secret is not compressed: its length would tell of it.
  const isZipped = formToken === undefined && /\bgzip\b/.test(String(response.req.headers['accept-encoding'] ?? ''));
  if (isZipped) response.setHeader('Content-Encoding', 'gzip');
  response.end(isZipped ? gzipSync(text) : text);
}

/** After a form: the browser asks for another page, so that reloading it sends nothing twice. */
export function seeOther(response: ApiResponse, address: string): void {
  response.statusCode = 303;
  response.setHeader('Location', address);
  response.setHeader('Cache-Control', 'no-store');
  response.end();
}
