import { Controller, Get, Inject, Param } from '@nestjs/common';
import { AllowEverybody } from '../access/access.decorator';
import { CurrentLanguage } from '../access/asking.decorator';
import type { Language } from '../messages/language';
import { TrackDesk } from './track-desk';
import type { TrackResponse } from './track.response';

@Controller('api/v1/track')
export class TrackController {
  constructor(@Inject(TrackDesk) private readonly desk: TrackDesk) {}

  /** How far a case is, for whoever holds its code: no login, no names. */
  @Get(':trackingCode')
  @AllowEverybody()
  async track(@Param('trackingCode') code: string, @CurrentLanguage() language: Language): Promise<TrackResponse> {
    return this.desk.present(await this.desk.find(code), language);
  }
}
