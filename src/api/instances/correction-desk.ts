import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import {
  absolutePath,
  valueAt,
  type Chart,
  type CorrectionsDefinition,
  type Fields,
  type RecordPart,
} from '../../core';
import type { ReadCase } from '../../engine/case-reader';
import { factsFor } from '../../engine/facts-for';
import { correctedPart } from '../../engine/judge-correction';
import { planCaseCorrection, type ShownCorrection } from '../../engine/plan-correction';
import { actorOf } from '../access/caller';
import { PARTS, type ApiParts } from '../api-parts';
import { fillForm, inputProblem } from '../forms/check-form';
import { defect } from '../forms/found-defect';
import { nameOfDepartment } from '../messages/department-texts';
import type { Language } from '../messages/language';
import { Problem } from '../problems/problem';
import { CaseDesk, type Asking } from './case-desk';
import { CorrectRequest } from './correction.request';
import type { CorrectionResponse, PlannedCorrectionResponse } from './correction.response';
import { deliverFolded } from './deliver-folded';
import { nameOf } from './taking-back-desk';

/** Corrects what was reported, and shows before what that would do. */
@Injectable()
export class CaseCorrectionDesk {
  constructor(
    @Inject(PARTS) private readonly parts: ApiParts,
    @Inject(CaseDesk) private readonly cases: CaseDesk,
  ) {}

  async correct(id: string, body: object, said: string | undefined, asking: Asking): Promise<CorrectionResponse> {
    const { caller, language } = asking;
    const row = await this.cases.find(id, caller);
    const chart = this.cases.chartOf(row);
    const { corrections } = chart.definition;
    if (corrections === undefined) throw new Problem(409, 'not-correctable');
    if (!corrections.by.includes(caller.role)) throw new Problem(403, 'role-not-allowed');
    const request = this.fillIn(body, corrections);
    const { fields, subject, part } = this.check(chart, row, corrections, request);
    const named = said === undefined ? randomUUID() : this.parts.reader.digest(`${caller.keyId} ${said}`);
    const key = `corrected:${named}`;
    const isSaidAgain = said !== undefined && (await this.parts.reader.findVerdict(row.id, key)) !== undefined;
    if (!isSaidAgain) await this.mustChange(chart, row, { part, subject }, asking);
    const reckoning = { now: this.parts.now(), calendar: this.parts.calendars.current() };
    const planned = planCaseCorrection(chart, row.state, Object.keys(part), reckoning);
    const plan =
      'plan' in planned ? planned.plan.map((line) => present(chart, line, this.parts.messages, language)) : [];
    if (request.dryRun === true) {
      if ('refused' in planned) throw new Problem(409, planned.refused);
      return { outcome: 'planned', plan, instance: this.cases.present(row, asking) };
    }
    const delivered = await deliverFolded(this.parts, row.id, {
      key,
      actor: actorOf(caller),
      body: { type: 'caseCorrection', subject, reason: request.reason, by: `key:${caller.keyId}` },
      fields,
    });
    if (delivered.kind === 'refused') {
      throw new Problem(409, CONFLICTS.find((code) => code === delivered.code) ?? 'not-expected-here');
    }
    return { outcome: 'corrected', plan, instance: await this.cases.show(row.id, asking) };
  }

  /** What is asked, and the form of the definition in it: what is wrong with either is told at once. */
  private fillIn(body: object, { form }: CorrectionsDefinition): CorrectRequest & { readonly filled: object } {
    const { messages } = this.parts;
    const asked = fillForm(CorrectRequest, body, messages);
    const given = (body as { readonly fields?: unknown }).fields;
    const isForm = typeof given === 'object' && given !== null && !Array.isArray(given);
    const { filled, found } = isForm ? fillForm(form, given, messages) : { filled: {}, found: [] };
    const named = new Set(asked.found.map(({ pointer }) => pointer));
    const all = [...asked.found, ...found.map(inFields).filter(({ pointer }) => !named.has(pointer))];
    if (all.length > 0) throw inputProblem(all, messages);
    return { ...asked.filled, filled };
  }

  /** What is right, by the rules of the definition; every defect at once. */
  private check(
    chart: Chart,
    row: ReadCase,
    { check, fields: fieldsOf }: CorrectionsDefinition,
    { filled, subject }: { readonly filled: object; readonly subject?: number },
  ): { readonly fields: Fields; readonly subject: number; readonly part: RecordPart } {
    const { messages } = this.parts;
    const only = row.subjects === 1 ? 1 : 0;
    const meant = subject ?? only;
    const defects = check(filled as never, factsFor(chart.definition, row, meant || 1), this.parts.now());
    if (defects.length > 0) throw inputProblem(defects.map(inFields), messages);
    const fields = fieldsOf(filled as never);
    const part = correctedPart(chart, meant, fields);
    if (part.refused === 'unknown-subject') throw inputProblem([defect('/subject', 'subject-required')], messages);
    if (typeof part.refused === 'string') throw new Problem(409, 'nothing-changes');
    return { fields, subject: meant, part };
  }

  /**
   * Nobody is asked to put right what is right, and what may only be added is not changed. Whoever is told so has been
   * shown as much of the record.
   */
  private async mustChange(
    { definition }: Chart,
    row: ReadCase,
    { part, subject }: { readonly part: RecordPart; readonly subject: number },
    { caller, requestId }: Asking,
  ): Promise<void> {
    const { keyId, organisation, role } = caller;
    const reader = { keyId, organisation, role, purpose: 'correction', requestId };
    const record = await this.parts.reader.disclose(row.id, reader, [{ region: '', fields: Object.keys(part) }]);
    const changed = Object.entries(part).filter(
      ([path, value]) => JSON.stringify(valueAt(record, path)) !== JSON.stringify(value),
    );
    if (changed.length === 0) throw new Problem(409, 'nothing-changes');
    const onlyAdded = new Set(definition.corrections?.adds?.map((path) => absolutePath(definition, path, subject)));
    const isKnown = (path: string): boolean => (valueAt(record, path) ?? null) !== null;
    if (changed.some(([path]) => onlyAdded.has(path) && isKnown(path))) throw new Problem(409, 'only-added');
  }
}

const inFields = <One extends { readonly pointer: string }>(one: One): One => ({
  ...one,
  pointer: `/fields${one.pointer}`,
});

const CONFLICTS = ['being-taken-back', 'has-ended', 'not-correctable', 'nothing-changes'] as const;

function present(
  chart: Chart,
  line: ShownCorrection,
  messages: ApiParts['messages'],
  language: Language,
): PlannedCorrectionResponse {
  const { region, action, after, isCertain, isInHand, dueAt } = line;
  const named = nameOf(chart, region);
  const step = chart.definition.steps[named.id];
  const department = step === undefined || step.kind === 'wait' ? '' : step.department;
  return {
    ...named,
    title: step?.title[language] ?? named.id,
    ...{ department, departmentName: nameOfDepartment(messages, department)[language] },
    action,
    ...('matter' in line ? { matter: line.matter.slice(line.matter.indexOf('.') + 1) } : {}),
    ...{ isCertain, isInHand },
    after: after.map((other) => nameOf(chart, other)),
    dueAt: dueAt.toISOString(),
  };
}
