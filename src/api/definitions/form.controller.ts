import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { Allow } from '../access/access.decorator';
import { CurrentLanguage } from '../access/asking.decorator';
import { WHOEVER_HAS_A_KEY } from '../access/everyone';
import { PARTS, type ApiParts } from '../api-parts';
import type { Language } from '../messages/language';
import { notFound } from '../problems/problem';
import { describeReport, describeTask, titlesOf } from './describe-form';
import { FormRequest } from './form.request';
import type { FormResponse } from './form.response';

@Controller('api/v1/definitions')
export class FormController {
  constructor(@Inject(PARTS) private readonly parts: ApiParts) {}

  /** What the form of a life event asks, or that of a task in it, so that a page can be drawn from it. */
  @Get(':event/form')
  @Allow(...WHOEVER_HAS_A_KEY)
  form(
    @Param('event') event: string,
    @Query() { step }: FormRequest,
    @CurrentLanguage() language: Language,
  ): FormResponse {
    const definition = this.parts.definitions.find(event);
    if (definition === undefined) throw notFound();
    const fields = step === undefined ? describeReport(definition, language) : describeTask(definition, step, language);
    if (fields === undefined) throw notFound();
    const { title, version } = definition;
    return { event, title: title[language], version, fields, titles: titlesOf(definition, language) };
  }
}
