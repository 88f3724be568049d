import { Body, Controller, Headers, HttpCode, Param, Post, Req } from '@nestjs/common';
import type { RawBodyRequest } from '@nestjs/common';
import type { IncomingMessage } from 'node:http';
import { answerQuery } from '../calls/register-query';
import { misbehaveBefore } from '../faults/misbehave';
import { Problem } from '../problem';
import { departmentOf, Sandbox } from '../sandbox';

@Controller(':department')
export class QueriesController {
  constructor(private readonly sandbox: Sandbox) {}

  @Post('queries/:query')
  @HttpCode(200)
  async ask(
    @Param('department') id: string,
    @Param('query') name: string,
    @Headers('idempotency-key') key: string | undefined,
    @Body() body: unknown,
    @Req() request: RawBodyRequest<IncomingMessage>,
  ): ReturnType<typeof answerQuery> {
    const department = departmentOf(id);
    this.sandbox.signer.verify(department.id, request.rawBody?.toString() ?? '', request.headers);
    if (request.headers['webhook-id'] !== key) {
      throw new Problem(401, 'signature-invalid', 'webhook-id of a query is its Idempotency-Key');
    }
    const query = department.queries?.find((one) => one.name === name);
    if (!query) throw new Problem(404, 'query-unknown', `${department.id} answers no query "${name}"`);
    const { only, onlySubject, ...faults } = this.sandbox.faults.of(department.id);
    // A fault kept for one matter leaves the rest of the department as it is, its registers too.
    if (only === undefined && onlySubject === undefined) await misbehaveBefore(faults);
    return answerQuery(this.sandbox.pool, department.id, query, body);
  }
}
