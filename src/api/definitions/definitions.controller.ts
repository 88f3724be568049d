import { Controller, Get, Inject, Param } from '@nestjs/common';
import type { LifeEvent, Step } from '../../core';
import { Allow } from '../access/access.decorator';
import { CurrentLanguage } from '../access/asking.decorator';
import { WHOEVER_HAS_A_KEY } from '../access/everyone';
import { PARTS, type ApiParts } from '../api-parts';
import type { Language } from '../messages/language';
import { notFound } from '../problems/problem';
import type {
  DefinitionList,
  DefinitionResponse,
  DefinitionStepResponse,
  DefinitionSummary,
} from './definition.response';

@Controller('api/v1/definitions')
export class DefinitionsController {
  constructor(@Inject(PARTS) private readonly parts: ApiParts) {}

  /** The life events that can be reported. */
  @Get()
  @Allow(...WHOEVER_HAS_A_KEY)
  list(@CurrentLanguage() language: Language): DefinitionList {
    const { definitions } = this.parts;
    const newest = definitions.all().filter((definition) => definitions.find(definition.name) === definition);
    return { items: newest.map((definition) => this.summary(definition, language)) };
  }

  /** One life event with its steps: who does what, on which data, within which limit. */
  @Get(':event')
  @Allow(...WHOEVER_HAS_A_KEY)
  get(@Param('event') event: string, @CurrentLanguage() language: Language): DefinitionResponse {
    const definition = this.parts.definitions.find(event);
    if (definition === undefined) throw notFound();
    return {
      ...this.summary(definition, language),
      subject: definition.subject?.name ?? null,
      signals: Object.keys(definition.signals),
      steps: Object.entries(definition.steps).map(([id, step]) => this.step(id, step, language)),
    };
  }

  private summary({ name, version, title, trigger }: LifeEvent, language: Language): DefinitionSummary {
    const { fingerprint } = this.parts.definitions.chart(name, version, 1);
    const all = this.parts.definitions.all().filter((one) => one.name === name);
    const versions = all.map((one) => one.version).sort((a, b) => a - b);
    return { event: name, title: title[language], version, versions, fingerprint, startedBy: [...trigger.by] };
  }

  private step(id: string, step: Step, language: Language): DefinitionStepResponse {
    return {
      ...{ id, kind: step.kind, title: step.title[language] },
      ...(step.kind === 'wait' ? {} : this.whose(step.department, language)),
      ...(step.kind === 'wait' ? {} : { limit: step.limit }),
      ...(step.kind === 'handler' ? { matterCode: step.matterCode } : {}),
      ...(step.per === undefined ? {} : { per: step.per }),
      needs: step.needs.map(({ step: needed, how }) => ({ step: needed, how })),
      ...{ reads: [...step.reads], writes: [...step.writes] },
    };
  }

  private whose(department: string, language: Language): Pick<DefinitionStepResponse, 'department' | 'departmentName'> {
    return { department, departmentName: this.parts.departmentTitles[department]?.[language] ?? department };
  }
}
