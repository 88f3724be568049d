import { isUtf8 } from 'node:buffer';
import { FORM_TYPE } from './access/same-origin';
import type { ApiRequest, ApiResponse } from './http';
import { Problem } from './problems/problem';

/** The most that a body may have. */
export const BODY_LIMIT = '100kb';

export const JSON_TYPES = ['application/json', 'application/*+json'];

const JSON_TYPE = /^application\/([\w.+-]+\+)?json\s*(;|$)/i;

/** Forms of pages, which work without a script, come as browsers send them; the API takes JSON alone. */
export const isPageForm = ({ headers, url }: Pick<ApiRequest, 'headers' | 'url'>): boolean =>
  FORM_TYPE.test(headers['content-type'] ?? '') && !/^\/(api|health|metrics)(\/|$|\?)/i.test(url ?? '');

/** A body must be JSON in UTF-8: what cannot be read as that is refused before anything looks at it. */
export function bodyRules(request: ApiRequest, _response: ApiResponse, next: (problem?: Problem) => void): void {
  const { headers, rawBody } = request;
  if (isPageForm(request)) {
    next();
    return;
  }
  const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
  if (hasBody && !JSON_TYPE.test(headers['content-type'] ?? '')) next(new Problem(415, 'media-type-unsupported'));
  else if (rawBody !== undefined && !isUtf8(rawBody)) next(new Problem(400, 'invalid-json'));
  else next();
}
