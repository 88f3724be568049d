import { Catch, type ArgumentsHost } from '@nestjs/common';
import type { ApiRequest, ApiResponse } from '../../api/http';
import type { Problem } from '../../api/problems/problem';
import { ProblemFilter } from '../../api/problems/problem.filter';
import { ErrorPage } from './error-page';
import { seeOther, sendPage } from './send-page';
import { visitOf } from './visit';

const NOT_PAGES = /^\/(api|health|metrics|console)(\/|$)/;

/** Whoever came with a browser is told in words on a page what went wrong and what to do; everybody else as ever. */
@Catch()
export class PageFilter extends ProblemFilter {
  override catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<ApiRequest>();
    const response = http.getResponse<ApiResponse>();
    if (!isForBrowser(request) || response.headersSent) {
      super.catch(error, host);
      return;
    }
    this.answer(this.judge(error, request), request, response);
  }

  private answer(problem: Problem, request: ApiRequest, response: ApiResponse): void {
    const visit = visitOf(request);
    for (const [name, value] of Object.entries(problem.parts.headers ?? {})) {
      if (name !== 'WWW-Authenticate') response.setHeader(name, value);
    }
    if (problem.status === 401 && request.method === 'GET') {
      const over = problem.code === 'session-over' ? { over: '1' } : {};
      seeOther(response, `/login?${new URLSearchParams({ next: request.path, ...over }).toString()}`);
      return;
    }
    sendPage(response, visit, <ErrorPage visit={visit} problem={problem} />, problem.status);
  }
}

function isForBrowser({ path, headers }: ApiRequest): boolean {
  return !NOT_PAGES.test(path) && (headers.accept ?? '').includes('text/html');
}
