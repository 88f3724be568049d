import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import { type ServerResponse, STATUS_CODES } from 'node:http';
import { Problem } from '../problem';

/** Every error leaves as a problem document. What was not foreseen is logged and told without any detail. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly log: (line: string) => void) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse<ServerResponse>();
    if (response.headersSent || response.destroyed) return;
    const { status, code, message, headers } = this.problemOf(error);
    response
      .writeHead(status, { ...headers, 'Content-Type': 'application/problem+json; charset=utf-8' })
      .end(JSON.stringify({ type: 'about:blank', title: STATUS_CODES[status], status, code, detail: message }));
  }

  private problemOf(error: unknown): Problem {
    if (error instanceof Problem) return error;
    const status = statusOf(error);
    if (status === 413) return new Problem(413, 'body-too-large', 'a body has at most 100 kB');
    if (status === 404) return new Problem(404, 'not-found', 'there is nothing at this address');
    if (status >= 400 && status < 500) return new Problem(status, 'request-invalid', 'the request could not be read');
    this.log(`unexpected: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    return new Problem(500, 'internal', 'the department could not do this');
  }
}

/** Nest's own errors and those of the body parser carry a status; others count as ours. */
function statusOf(error: unknown): number {
  if (error instanceof HttpException) return error.getStatus();
  const status: unknown = typeof error === 'object' && error !== null && 'status' in error ? error.status : undefined;
  return typeof status === 'number' ? status : 500;
}
