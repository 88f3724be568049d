import { isUtf8 } from 'node:buffer';
import type { ApiRequest, ApiResponse } from './http';
import { FORM_TYPE } from './access/same-origin';
import { Problem } from './problems/problem';

/** The most that a body may have. */
export const BODY_LIMIT = '100kb';

export const JSON_TYPES = ['application/json', 'application/*+json'];

const JSON_TYPE = /^application\/([\w.+-]+\+)?json\s*(;|$)/i;

/** The API takes JSON only; pages take what a form sends when there is no script. */
const API = /^\/api(\/|$)/i;

/** A body must be JSON in UTF-8: what cannot be read as that is refused before anything looks at it. */
export function bodyRules(request: ApiRequest, _response: ApiResponse, next: (problem?: Problem) => void): void {
  const { headers, rawBody, path } = request;
  const type = headers['content-type'] ?? '';
  const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
  const known = JSON_TYPE.test(type) || (FORM_TYPE.test(type) && !API.test(path));
  if (hasBody && !known) next(new Problem(415, 'media-type-unsupported'));
  else if (rawBody !== undefined && !isUtf8(rawBody)) next(new Problem(400, 'invalid-json'));
  else next();
}
