import { Body, Controller, Get, Headers, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import type { RawBodyRequest } from '@nestjs/common';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { readCall } from '../calls/call';
import { findAnswer } from '../calls/find-answer';
import type { Answer } from '../calls/matter';
import { takeCall } from '../calls/take-call';
import type { Department } from '../department';
import { faultsFor, happens } from '../faults/faults';
import { closed, misbehaveBefore } from '../faults/misbehave';
import { Problem } from '../problem';
import { departmentOf, matterOf, Sandbox } from '../sandbox';

type AnswerBody = Answer | { outcome: 'accepted' };

@Controller(':department')
export class CallsController {
  constructor(private readonly sandbox: Sandbox) {}

  @Post('matters/:matter')
  @HttpCode(200)
  async doMatter(
    @Param('department') departmentId: string,
    @Param('matter') matterName: string,
    @Headers('idempotency-key') idempotencyKey: string | undefined,
    @Body() body: unknown,
    @Req() request: RawBodyRequest<IncomingMessage>,
    @Res({ passthrough: true }) response: ServerResponse,
  ): Promise<AnswerBody | undefined> {
    const department = departmentOf(departmentId);
    this.sandbox.signer.verify(department.id, request.rawBody?.toString() ?? '', request.headers);
    if (request.headers['webhook-id'] !== idempotencyKey) {
      throw new Problem(401, 'signature-invalid', 'webhook-id of a call is its Idempotency-Key');
    }
    const matter = matterOf(department, matterName);
    const call = readCall(idempotencyKey, matterName, body);
    const faults = faultsFor(this.sandbox.faults.of(department.id), matterName, call.subject);
    await misbehaveBefore(faults);
    const taken = await takeCall(this.sandbox.pool, department.id, matter, call, faults, this.sandbox.clock.now());
    if (taken.status === 202 && taken.isNew) this.sandbox.deliverer.wakeIn(taken.dueInMs);
    if (happens(faults.loseAnswerRate)) {
      request.socket.destroy();
      return undefined;
    }
    response.statusCode = taken.status;
    return taken.status === 200 ? taken.body : { outcome: 'accepted' };
  }

  @Get('answers/:idempotencyKey')
  async answer(
    @Param('department') departmentId: string,
    @Param('idempotencyKey') idempotencyKey: string,
    @Req() request: IncomingMessage,
  ): Promise<AnswerBody> {
    const department: Department = departmentOf(departmentId);
    this.sandbox.signer.verify(department.id, '', request.headers);
    const faults = this.sandbox.faults.of(department.id);
    // A fault kept for one matter leaves the rest of the department open, this question too.
    if (faults.only === undefined && faults.onlySubject === undefined && faults.closed) throw closed();
    return findAnswer(this.sandbox.pool, department.id, idempotencyKey);
  }
}
