import { Controller, Get, Inject, Param, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiProduces, ApiResponse as ApiAnswer } from '@nestjs/swagger';
import { createHash } from 'node:crypto';
import type { Chart } from '../../core';
import { exportPlaces } from '../../export/export-places';
import { exportSvg, type Position } from '../../export/export-svg';
import { styleOf, type Theme } from '../../export/picture-style';
import { Allow } from '../access/access.decorator';
import { CurrentAsking } from '../access/asking.decorator';
import { WHOEVER_HAS_A_KEY } from '../access/everyone';
import { PARTS, type ApiParts } from '../api-parts';
import type { ApiRequest, ApiResponse } from '../http';
import { CaseDesk, type Asking } from '../instances/case-desk';
import { notFound } from '../problems/problem';
import { positionOf } from './case-position';
import type { ChartResponse } from './chart.response';
import { ChartRequest, DiagramRequest } from './diagram.request';

/** A definition changes with a release only. */
const SAME_FOR_SECONDS = 300;

/** The picture may do nothing but show itself, with the one style it has. */
const policyOf = (theme: Theme): string =>
  `default-src 'none'; style-src 'sha256-${createHash('sha256').update(styleOf(theme)).digest('base64')}'; ` +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox";

@Controller('api/v1/definitions')
export class DiagramController {
  constructor(
    @Inject(PARTS) private readonly parts: ApiParts,
    @Inject(CaseDesk) private readonly desk: CaseDesk,
  ) {}

  /**
   * The steps of a life event as a picture, in the order of their needs: who does what within which limit, and how each
   * can end otherwise. With `instance` each step shows how it stands in that case; a case that the caller may not see
   * does not exist. `ETag` changes whenever the picture does.
   */
  @Get(':event/diagram.svg')
  @Allow(...WHOEVER_HAS_A_KEY)
  @ApiProduces('image/svg+xml')
  @ApiOkResponse({ description: 'An SVG image', schema: { type: 'string' } })
  @ApiAnswer({ status: 304, description: 'The picture that `If-None-Match` names is still the same' })
  async show(
    @Param('event') event: string,
    @Query() { lang, theme = 'auto', instance }: DiagramRequest,
    @CurrentAsking() asking: Asking,
    @Req() request: ApiRequest,
    @Res({ passthrough: true }) response: ApiResponse,
  ): Promise<string | undefined> {
    const { chart, position } = await this.subjectOf(event, instance, asking);
    const language = lang ?? asking.language;
    const wording = { language, departments: this.parts.departmentTitles, messages: this.parts.messages };
    const svg = await exportSvg(chart.definition, wording, theme, position);
    const digest = createHash('sha256').update(svg).digest('hex').slice(0, 16);
    response.setHeader('ETag', `"${chart.fingerprint}-${digest}"`);
    response.setHeader(
      'Cache-Control',
      position === undefined ? `private, max-age=${SAME_FOR_SECONDS}` : 'private, no-cache',
    );
    response.setHeader('Vary', 'Accept-Language, Authorization, Cookie');
    response.setHeader('Content-Language', language);
    response.setHeader('Content-Security-Policy', policyOf(theme));
    if (request.fresh) {
      response.status(304);
      return undefined;
    }
    response.setHeader('Content-Type', 'image/svg+xml; charset=utf-8');
    response.setHeader('Content-Disposition', `inline; filename="${chart.definition.name}.svg"`);
    return svg;
  }

  /** The same picture as places and words, for a page that draws it so that every step can be reached. */
  @Get(':event/chart')
  @Allow(...WHOEVER_HAS_A_KEY)
  async chart(
    @Param('event') event: string,
    @Query() { lang, instance }: ChartRequest,
    @CurrentAsking() asking: Asking,
  ): Promise<ChartResponse> {
    const { chart, position } = await this.subjectOf(event, instance, asking);
    const language = lang ?? asking.language;
    const wording = { language, departments: this.parts.departmentTitles, messages: this.parts.messages };
    const { name, version, title } = chart.definition;
    const { width, height, boxes, arrows } = await exportPlaces(chart.definition, wording, position);
    return {
      ...{ event: name, version, title: title[language], width, height },
      boxes: boxes.map((box) => ({ ...box, lines: [...box.lines], tip: [...box.tip], marks: [...box.marks] })),
      arrows: arrows.map((arrow) => ({ ...arrow, points: [...arrow.points] })),
    };
  }

  private async subjectOf(
    event: string,
    instance: string | undefined,
    { caller }: Asking,
  ): Promise<{ chart: Chart; position?: Position }> {
    if (instance === undefined) {
      const definition = this.parts.definitions.find(event);
      if (definition === undefined) throw notFound();
      return { chart: this.parts.definitions.chart(definition.name, definition.version, 1) };
    }
    const row = await this.desk.find(instance, caller);
    if (row.event !== event) throw notFound();
    const chart = this.desk.chartOf(row);
    return { chart, position: positionOf(chart, row) };
  }
}
