import { Catch, Inject, NotFoundException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { methodsOf, ROUTES, type Route } from '../access/routes';
import { PARTS, type ApiParts } from '../api-parts';
import type { ApiRequest, ApiResponse } from '../http';
import { languageOf } from '../messages/language';
import { textOf } from '../messages/texts';
import { Problem } from './problem';
import { problemOf } from './problem-of';

/** Turns whatever is thrown into a problem document (RFC 9457) in the caller's language. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    @Inject(PARTS) private readonly parts: ApiParts,
    @Inject(ROUTES) private readonly routes: readonly Route[],
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<ApiRequest>();
    const response = http.getResponse<ApiResponse>();
    const problem = this.judge(error, request);
    if (response.headersSent) {
      response.destroy();
      return;
    }
    const language = languageOf(request.headers['accept-language']);
    const { errors, headers = {} } = problem.parts;
    const text = textOf(problem.code)[language];
    const document = {
      type: `/problems/${problem.code}`,
      title: text,
      status: problem.status,
      detail: text,
      instance: `urn:uuid:${request.requestId}`,
      code: problem.code,
      ...(errors === undefined
        ? {}
        : { errors: errors.map(({ message, ...rest }) => ({ ...rest, message: message[language] })) }),
    };
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    response.setHeader('Content-Type', 'application/problem+json; charset=utf-8');
    response.setHeader('Content-Language', language);
    response.statusCode = problem.status;
    response.end(JSON.stringify(document));
  }

  /** What the caller is told; what is our own fault is logged. */
  protected judge(error: unknown, request: ApiRequest): Problem {
    const problem = error instanceof NotFoundException ? this.noSuchRoute(request) : problemOf(error);
    if (problem.status >= 500) this.report(error, request, problem);
    return problem;
  }

  private noSuchRoute({ path }: ApiRequest): Problem {
    const methods = methodsOf(this.routes, path);
    if (methods.length === 0) return new Problem(404, 'not-found');
    return new Problem(405, 'method-not-allowed', { headers: { Allow: methods.join(', ') } });
  }

  /** The text of an error may hold what somebody typed: only what names the place and kind of fault is logged. */
  private report(error: unknown, { requestId }: ApiRequest, { code }: Problem): void {
    const {
      name = 'unknown',
      code: cause,
      stack = '',
    } = error instanceof Error ? (error as NodeJS.ErrnoException) : {};
    const at = stack
      .split('\n')
      .filter((line) => line.startsWith('    at '))
      .slice(0, 8);
    this.parts.log.error({ requestId, problem: code, error: { name, code: cause, at } }, 'a request failed');
  }
}
