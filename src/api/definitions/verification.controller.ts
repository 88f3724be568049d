import { Controller, Get, Inject, Param } from '@nestjs/common';
import type { Text } from '../../core';
import { Allow } from '../access/access.decorator';
import { CurrentLanguage } from '../access/asking.decorator';
import { PARTS, type ApiParts } from '../api-parts';
import { claimTexts } from '../messages/claims';
import type { Language } from '../messages/language';
import { notFound } from '../problems/problem';
import type { VerificationResponse } from './verification.response';

const REDUCTION: Text = {
  'zh-CN':
    '逐个事项检查，只保留能影响它的部分，其余部分以对外表现等价的形式（分支互模拟）代替；情形相同的对象以其一代表',
  en:
    'Each step is explored with only what can influence it; the others as they look to their neighbours (branching ' +
    'bisimulation); of subjects that are alike one stands for all.',
};

@Controller('api/v1/definitions')
export class VerificationController {
  constructor(@Inject(PARTS) private readonly parts: ApiParts) {}

  /** What was proven of the newest version of a life event before it was let run. */
  @Get(':event/verification')
  @Allow('operator', 'supervisor', 'auditor', 'catalogueAdmin')
  get(@Param('event') event: string, @CurrentLanguage() language: Language): VerificationResponse {
    const definition = this.parts.definitions.find(event);
    const proof = definition && this.parts.verifications.find(definition.name, definition.version);
    if (proof === undefined) throw notFound();
    const { claims, subjects, provenAt, ...rest } = proof;
    return {
      ...rest,
      verdict: 'proven',
      claims: claims.map((id) => ({ id, text: claimTexts[id]?.[language] ?? id })),
      subjects: [...subjects],
      reduction: REDUCTION[language],
      provenAt: provenAt.toISOString(),
    };
  }
}
