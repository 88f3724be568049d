import { Controller, Get, Res, UseFilters } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { AllowEverybody } from '../../api/access/access.decorator';
import type { ApiResponse } from '../../api/http';
import { PageFilter } from '../frame/page.filter';
import { sendPage } from '../frame/send-page';
import { CurrentVisit, type Visit } from '../frame/visit';
import { StartPage } from './start-page';

@ApiExcludeController()
@UseFilters(PageFilter)
@Controller()
export class StartController {
  /** What this is, and where to go. */
  @Get()
  @AllowEverybody()
  show(@CurrentVisit() visit: Visit, @Res() response: ApiResponse): void {
    sendPage(response, visit, <StartPage visit={visit} />);
  }
}
