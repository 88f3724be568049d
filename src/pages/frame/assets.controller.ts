import { Controller, Get, Inject, Param, Req, Res, UseFilters } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { AllowEverybody } from '../../api/access/access.decorator';
import { PARTS, type ApiParts } from '../../api/api-parts';
import type { ApiRequest, ApiResponse } from '../../api/http';
import { notFound } from '../../api/problems/problem';
import { assets } from './assets';
import { Fonts, FONTS_FILE } from './fonts';
import { PageFilter } from './page.filter';

const FOR_EVER = 'public, max-age=31536000, immutable';
/** Its name stays when the consoles are built anew; the slices that it names are kept for ever. */
const FOR_A_DAY = 'public, max-age=86400';

@ApiExcludeController()
@UseFilters(PageFilter)
@Controller('pages')
export class AssetsController {
  private readonly fonts: Fonts;

  constructor(@Inject(PARTS) { consoleFolder }: ApiParts) {
    this.fonts = new Fonts(consoleFolder);
  }

  /** The style sheet or the script of the pages, under its hashed name; or the list of their fonts. */
  @Get(':file')
  @AllowEverybody()
  get(@Param('file') file: string, @Req() { headers }: ApiRequest, @Res() response: ApiResponse): void {
    const asset = file === FONTS_FILE ? this.fonts.list() : assets.get(file);
    if (asset === undefined) throw notFound();
    const isZipped = /\bgzip\b/.test(String(headers['accept-encoding'] ?? ''));
    response.setHeader('Content-Type', asset.type);
    response.setHeader('Cache-Control', file === FONTS_FILE ? FOR_A_DAY : FOR_EVER);
    response.setHeader('Vary', 'Accept-Encoding');
    if (isZipped) response.setHeader('Content-Encoding', 'gzip');
    response.end(isZipped ? asset.zipped : asset.content);
  }
}
