import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import type { LifeEvent, Role } from '../../core';
import { Allow, CurrentCaller } from '../access/access.decorator';
import { CurrentLanguage } from '../access/asking.decorator';
import { WHOEVER_HAS_A_KEY } from '../access/everyone';
import type { Caller } from '../access/caller';
import { PARTS, type ApiParts } from '../api-parts';
import type { Language } from '../messages/language';
import { notFound } from '../problems/problem';
import { describeCorrection, describeReport, describeTask, titlesOf } from './describe-form';
import { FormRequest } from './form.request';
import type { FormFieldResponse, FormQueryResponse, FormResponse } from './form.response';

@Controller('api/v1/definitions')
export class FormController {
  constructor(@Inject(PARTS) private readonly parts: ApiParts) {}

  /** What the form of a life event asks, that of a task in it, or that of corrections, so that a page can be drawn from it. */
  @Get(':event/form')
  @Allow(...WHOEVER_HAS_A_KEY)
  form(
    @Param('event') event: string,
    @Query() request: FormRequest,
    @CurrentLanguage() language: Language,
    @CurrentCaller() { role }: Caller,
  ): FormResponse {
    const definition = this.findDefinition(event, request.version);
    const asked = definition === undefined ? undefined : describe(definition, request, language);
    if (definition === undefined || asked === undefined) throw notFound();
    const { title, version } = definition;
    const isReport = request.step === undefined && request.of === undefined;
    const queries = isReport ? this.queriesOf(definition, role, language) : [];
    return { event, title: title[language], version, ...asked, titles: titlesOf(definition, language), queries };
  }

  private findDefinition(event: string, version: number | undefined): LifeEvent | undefined {
    const { definitions } = this.parts;
    if (version === undefined) return definitions.find(event);
    return definitions.knows(event, version) ? definitions.get(event, version) : undefined;
  }

  private queriesOf({ trigger }: LifeEvent, role: Role, language: Language): FormQueryResponse[] {
    return Object.entries(trigger.queries ?? {}).flatMap(([name, { by, department, asks, brings, ...query }]) => {
      if (!by.includes(role)) return [];
      const of = this.parts.departmentTitles[department]?.[language] ?? department;
      const { title, purpose } = query;
      const words = { title: title[language], purpose: purpose[language], department: of };
      return [{ name, ...words, asks: [...asks], brings: [...brings] }];
    });
  }
}

interface Described {
  readonly by?: Role[];
  readonly fields: FormFieldResponse[];
}

/** Undefined where the definition has no such form. */
function describe(definition: LifeEvent, { step, of }: FormRequest, language: Language): Described | undefined {
  if (step !== undefined) {
    const fields = describeTask(definition, step, language);
    return fields === undefined || of !== undefined ? undefined : { fields };
  }
  if (of === undefined) return { by: [...definition.trigger.by], fields: describeReport(definition, language) };
  const { corrections } = definition;
  if (corrections === undefined) return undefined;
  return { by: [...corrections.by], fields: describeCorrection(definition, corrections, language) };
}
