import { Body, Controller, Get, HttpCode, Inject, Post } from '@nestjs/common';
import type { AskedAuditCheck } from '../../engine/audit-desk';
import { Allow } from '../access/access.decorator';
import { CurrentAsking, CurrentLanguage } from '../access/asking.decorator';
import { PARTS, type ApiParts } from '../api-parts';
import type { Asking } from '../instances/case-desk';
import { findingTexts } from '../messages/findings';
import type { Language } from '../messages/language';
import { notFound } from '../problems/problem';
import { AuditCheckRequest } from './audit.request';
import type { AuditCheckResponse, AuditStateResponse } from './audit.response';

@Controller('api/v1/audit/checks')
export class AuditsController {
  constructor(@Inject(PARTS) private readonly parts: ApiParts) {}

  /** How far the record is sealed and anchored, and what the newest check has shown. */
  @Get()
  @Allow('operator', 'auditor', 'supervisor')
  async get(@CurrentLanguage() language: Language): Promise<AuditStateResponse> {
    const [{ last: seal, unanchored }, check] = await Promise.all([
      this.parts.audits.seals(),
      this.parts.audits.last(),
    ]);
    return {
      lastSeal:
        seal === undefined
          ? null
          : { n: seal.n, at: seal.at.toISOString(), anchoredAt: seal.anchoredAt?.toISOString() ?? null },
      unanchored,
      accepting: this.parts.isAccepting?.() ?? true,
      lastCheck: check === undefined ? null : present(check, language),
    };
  }

  /**
   * Checks histories against their hashes, their seals and the engine's own transition: one case, or as many as a few
   * seconds allow, going on where the check before has ended. What is found opens incidents. The anchors outside the
   * database are checked by `one-thing audit verify`.
   */
  @Post()
  @HttpCode(200)
  @Allow('operator', 'auditor')
  async check(
    @Body() { instance }: AuditCheckRequest,
    @CurrentAsking() { caller, language }: Asking,
  ): Promise<AuditCheckResponse> {
    const { audits } = this.parts;
    const { organisation } = caller;
    const checked =
      typeof instance === 'string' ? await audits.checkOne(instance, organisation) : await audits.check(organisation);
    if (checked === undefined) throw notFound();
    return present(checked, language);
  }
}

const present = (
  { at, organisation, instance, histories, whole, findings, tookMs }: AskedAuditCheck,
  language: Language,
): AuditCheckResponse => ({
  ...{ at: at.toISOString(), organisation, instance: instance ?? null, histories, whole, tookMs },
  findings: findings.map(({ kind, ...place }) => ({ kind, message: findingTexts[kind][language], ...place })),
});
