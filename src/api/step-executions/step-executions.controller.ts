import { Body, Controller, Inject, Param, Post, Req, Res } from '@nestjs/common';
import { ApiBody } from '@nestjs/swagger';
import { Webhook } from 'standardwebhooks';
import type { Answer } from '../../engine/message';
import { AllowSigned } from '../access/access.decorator';
import { PARTS, type ApiParts } from '../api-parts';
import { checkForm } from '../forms/check-form';
import { isExecutionId } from '../forms/execution-id';
import { traceContextOf } from '../forms/trace-context';
import type { ApiRequest, ApiResponse } from '../http';
import { deliverFolded, type Delivered } from '../instances/deliver-folded';
import { notFound, Problem } from '../problems/problem';
import { AnswerRequest } from './answer.request';
import type { AnswerResponse } from './answer.response';

@Controller('api/v1/step-executions')
export class StepExecutionsController {
  constructor(@Inject(PARTS) private readonly parts: ApiParts) {}

  /**
   * A department's later answer to a matter it had accepted, signed with its secret (Standard Webhooks).
   *
   * 202 when it is new; 200 when it is known or comes too late, and the body says which.
   */
  @Post(':id/answer')
  @AllowSigned()
  @ApiBody({ type: AnswerRequest })
  async answer(
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: ApiRequest,
    @Res({ passthrough: true }) response: ApiResponse,
  ): Promise<AnswerResponse> {
    const execution = isExecutionId(id) ? await this.parts.tasks.findHandler(id) : undefined;
    if (execution === undefined) throw notFound();
    this.requireSignature(execution.department, request);
    const { outcome, output, reason } = checkForm(AnswerRequest, body ?? {}, this.parts.messages);
    const answer: Answer =
      outcome === 'completed'
        ? { outcome }
        : { outcome, reason: JSON.parse(JSON.stringify(reason)) as Extract<Answer, { outcome: 'refused' }>['reason'] };
    const delivered = await deliverFolded(this.parts, id.slice(0, 36), {
      key: `${id}-answer`,
      actor: `department:${execution.department}`,
      body: { type: 'answer', execution: id, answer },
      ...(outcome === 'completed' && output !== undefined ? { fields: output } : {}),
      ...traceContextOf(request.headers),
    });
    const status = statusOf(delivered, execution.answered);
    response.status(status === 'accepted' ? 202 : 200);
    return { status };
  }

  /** Library errors say what was wrong with a signature: that helps nobody but a forger. */
  private requireSignature(department: string, { headers, rawBody }: ApiRequest): void {
    try {
      const webhook = new Webhook(this.parts.departmentSecret(department));
      webhook.verify(rawBody ?? Buffer.alloc(0), headers as Record<string, string>, { jsonParse: false });
    } catch {
      throw new Problem(401, 'signature-invalid');
    }
  }
}

function statusOf(delivered: Delivered, wasAnswered: boolean): AnswerResponse['status'] {
  if (delivered.kind === 'noInstance') throw notFound();
  if (delivered.kind === 'refused') return delivered.first ? 'late' : 'known';
  if (!delivered.first || (delivered.kind === 'kept' && wasAnswered)) return 'known';
  return 'accepted';
}
