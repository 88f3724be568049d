import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiProduces } from '@nestjs/swagger';
import { AllowEverybody } from '../access/access.decorator';
import { CurrentLanguage } from '../access/asking.decorator';
import type { ApiRequest, ApiResponse } from '../http';
import type { Language } from '../messages/language';
import { TrackDesk } from '../track/track-desk';
import { LAST_EVENT_ID, STREAM } from './described-stream';
import { StreamDesk } from './stream-desk';

@Controller('api/v1/track')
export class TrackStreamController {
  constructor(
    @Inject(StreamDesk) private readonly streams: StreamDesk,
    @Inject(TrackDesk) private readonly tracked: TrackDesk,
  ) {}

  /**
   * Follows a case for whoever holds its code, as server-sent events: `changed` with `{ version, view }` at once and
   * within a second of every move, `view` being what `GET /track/{trackingCode}` answers. A comment every 15 seconds shows
   * that the stream lives; whoever comes back with Last-Event-ID is told only what is new.
   */
  @Get(':trackingCode/stream')
  @AllowEverybody()
  @ApiProduces('text/event-stream')
  @ApiHeader(LAST_EVENT_ID)
  @ApiOkResponse(STREAM)
  async follow(
    @Param('trackingCode') code: string,
    @CurrentLanguage() language: Language,
    @Req() request: ApiRequest,
    @Res() response: ApiResponse,
  ): Promise<void> {
    const { id } = await this.tracked.find(code);
    const tell = async () => ({ view: this.tracked.present(await this.tracked.find(code), language) });
    this.streams.follow({ id, tell }, request, response);
  }
}
