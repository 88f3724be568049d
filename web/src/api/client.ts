import createClient, { type Middleware } from 'openapi-fetch';
import { inUse } from '../messages/language';
import { ProblemError, problemOf } from './problem';
import type { components, paths } from './schema';

/** A schema of the API by its name, as the server publishes it. */
export type Schema<Name extends keyof components['schemas']> = components['schemas'][Name];

/** Told when the session is over, wherever it is noticed. */
const sessionWatchers = new Set<() => void>();

export function onSessionOver(watcher: () => void): () => void {
  sessionWatchers.add(watcher);
  return () => sessionWatchers.delete(watcher);
}

const inLanguage: Middleware = {
  onRequest({ request }) {
    request.headers.set('Accept-Language', inUse());
    return request;
  },
};

/** A refusal is thrown as the problem document that the server has sent, so that no caller can overlook it. */
const problems: Middleware = {
  async onResponse({ response }) {
    if (response.ok) return undefined;
    const problem = await problemOf(response);
    if (problem.status === 401) for (const tell of sessionWatchers) tell();
    throw new ProblemError(problem);
  },
  onError() {
    // fetch says in its own words, and in no language in particular, that nobody answers.
    return new ProblemError({ status: 0, code: 'unreachable', title: '', errors: [] });
  },
};

/** The one way to the API. Whatever it returns has succeeded; what has not throws a `ProblemError`. */
export const api = createClient<paths>({ baseUrl: '/', credentials: 'same-origin' });
api.use(inLanguage, problems);

/** The body of an answer that has one. */
export async function bodyOf<Body>(answer: Promise<{ data?: Body }>): Promise<Body> {
  const { data } = await answer;
  if (data === undefined) throw new ProblemError({ status: 0, code: 'empty-answer', title: '', errors: [] });
  return data;
}
