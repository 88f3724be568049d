import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiProduces } from '@nestjs/swagger';
import { Allow, CurrentCaller } from '../access/access.decorator';
import type { Caller } from '../access/caller';
import { Callers } from '../access/callers';
import type { ApiRequest, ApiResponse } from '../http';
import { CaseDesk } from '../instances/case-desk';
import { WHOEVER_HAS_CASES } from '../instances/instances.controller';
import { LAST_EVENT_ID, STREAM } from './described-stream';
import { StreamDesk } from './stream-desk';

@Controller('api/v1/instances')
export class InstanceStreamController {
  constructor(
    @Inject(StreamDesk) private readonly streams: StreamDesk,
    @Inject(CaseDesk) private readonly cases: CaseDesk,
    @Inject(Callers) private readonly callers: Callers,
  ) {}

  /**
   * Follows a case, as server-sent events: `changed` with `{ version }` at once and within a second of every move; what
   * has changed is read as ever. A comment every 15 seconds shows that the stream lives. It ends when the caller's rights
   * do, and when the server stops; whoever comes back with Last-Event-ID is told only what is new.
   */
  @Get(':id/stream')
  @Allow(...WHOEVER_HAS_CASES)
  @ApiProduces('text/event-stream')
  @ApiHeader(LAST_EVENT_ID)
  @ApiOkResponse(STREAM)
  async follow(
    @Param('id') id: string,
    @CurrentCaller() caller: Caller,
    @Req() request: ApiRequest,
    @Res() response: ApiResponse,
  ): Promise<void> {
    const { id: found } = await this.cases.find(id, caller);
    this.streams.follow({ id: found, mayGoOn: () => this.callers.isStill(request) }, request, response);
  }
}
