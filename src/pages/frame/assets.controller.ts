import { Controller, Get, Param, Req, Res, UseFilters } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { AllowEverybody } from '../../api/access/access.decorator';
import type { ApiRequest, ApiResponse } from '../../api/http';
import { notFound } from '../../api/problems/problem';
import { assets } from './assets';
import { PageFilter } from './page.filter';

@ApiExcludeController()
@UseFilters(PageFilter)
@Controller('pages')
export class AssetsController {
  /** The style sheet or the script of the pages, under its hashed name. */
  @Get(':file')
  @AllowEverybody()
  get(@Param('file') file: string, @Req() { headers }: ApiRequest, @Res() response: ApiResponse): void {
    const asset = assets.get(file);
    if (asset === undefined) throw notFound();
    const isZipped = /\bgzip\b/.test(String(headers['accept-encoding'] ?? ''));
    response.setHeader('Content-Type', asset.type);
    response.setHeader('Cache-Control', 'public, max-age=31536000, immutable');
    response.setHeader('Vary', 'Accept-Encoding');
    if (isZipped) response.setHeader('Content-Encoding', 'gzip');
    response.end(isZipped ? asset.zipped : asset.content);
  }
}
