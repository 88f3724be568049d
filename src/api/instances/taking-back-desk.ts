import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { regionId, type AskedReversal, type Chart, type Text } from '../../core';
import type { ReadCase } from '../../engine/case-reader';
import type { MessageBody } from '../../engine/message';
import { planTakingBack, type ShownReversal } from '../../engine/plan-taking-back';
import type { Holder } from '../../engine/task-decision';
import { actorOf } from '../access/caller';
import { PARTS, type ApiParts } from '../api-parts';
import { inputProblem } from '../forms/check-form';
import { defect } from '../forms/found-defect';
import type { Language } from '../messages/language';
import { findText, textOf } from '../messages/texts';
import { Problem } from '../problems/problem';
import { CaseDesk, type Asking } from './case-desk';
import { deliverFolded } from './deliver-folded';
import type { NamedStepResponse, PlannedReversalResponse, ReversalResponse } from './taking-back.response';

/** What is asked, and why. */
interface Asked {
  readonly asked: AskedReversal;
  readonly reason: string;
  readonly dryRun: boolean;
  /** The caller's `Idempotency-Key`: the same asked again under it is the same. */
  readonly said: string | undefined;
}

/** Takes cases back, wholly or in part, and shows before what that would do. */
@Injectable()
export class TakingBackDesk {
  constructor(
    @Inject(PARTS) private readonly parts: ApiParts,
    @Inject(CaseDesk) private readonly cases: CaseDesk,
  ) {}

  /** Withdrawn or cancelled by one person. */
  async takeBack(id: string, asked: Asked, asking: Asking): Promise<ReversalResponse> {
    const row = await this.cases.find(id, asking.caller);
    return this.tell(row, asked, asking, bodyOf(asked, holderOf(asking)));
  }

  /** Revoked by two persons: the first who asks proposes, the second who asks for the same confirms. */
  async revoke(id: string, asked: Asked, asking: Asking): Promise<ReversalResponse> {
    const by = holderOf(asking);
    const row = await this.cases.find(id, asking.caller);
    const body = bodyOf(asked, by);
    const proposed = await this.parts.reader.findProposal(row.id, body.region);
    // Under an idempotency key the proposer says the same again, and does not confirm.
    const isSaidAgain = proposed?.by === by && asked.said !== undefined;
    if (proposed === undefined || proposed.reason !== asked.reason || isSaidAgain) {
      return this.tell(row, asked, asking, { type: 'proposal', region: body.region, reason: body.reason, by });
    }
    const { seq } = proposed;
    return this.tell(row, asked, asking, { ...body, proposal: { seq, by: proposed.by } });
  }

  /** The region of a step that the caller has named; a 400 for one that the case does not have. */
  async regionOf(id: string, step: string, subject: number | undefined, asking: Asking): Promise<string> {
    const row = await this.cases.find(id, asking.caller);
    const chart = this.cases.chartOf(row);
    const isRepeated = Object.hasOwn(chart.definition.steps, step) && chart.definition.steps[step]?.per !== undefined;
    if (isRepeated && subject === undefined && row.subjects > 1) {
      throw inputProblem([defect('/subject', 'subject-required')], this.parts.messages);
    }
    const region = regionId(step, isRepeated ? (subject ?? 1) : (subject ?? 0));
    if (!chart.byId.has(region)) throw inputProblem([defect('/step', 'not-listed')], this.parts.messages);
    return region;
  }

  private async tell(row: ReadCase, asked: Asked, asking: Asking, body: MessageBody): Promise<ReversalResponse> {
    const chart = this.cases.chartOf(row);
    const reckoning = { now: this.parts.now(), calendar: this.parts.calendars.current() };
    const planned = planTakingBack(chart, row.state, asked.asked, reckoning);
    const plan = 'plan' in planned ? planned.plan.map((line) => this.present(chart, line, asking.language)) : [];
    if (asked.dryRun) {
      if ('refused' in planned) throw new Problem(409, planned.refused);
      return { outcome: 'planned', plan, instance: this.cases.present(row, asking) };
    }
    const { caller } = asking;
    const named = asked.said === undefined ? randomUUID() : this.parts.reader.digest(`${caller.keyId} ${asked.said}`);
    const delivered = await deliverFolded(this.parts, row.id, {
      key: `${body.type}:${asked.asked.kind}:${named}`,
      actor: actorOf(caller),
      body,
    });
    if (delivered.kind === 'refused') {
      throw new Problem(409, CONFLICTS.find((code) => code === delivered.code) ?? 'not-expected-here');
    }
    const outcome = body.type === 'proposal' ? 'proposed' : 'takenBack';
    return { outcome, plan, instance: await this.cases.show(row.id, asking) };
  }

  private present(chart: Chart, line: ShownReversal, language: Language): PlannedReversalResponse {
    const { region, action } = line;
    const step = chart.definition.steps[chart.byId.get(region)?.step ?? ''];
    const named = nameOf(chart, region);
    return {
      ...named,
      title: step?.title[language] ?? named.id,
      action,
      ...('reason' in line ? { reason: wordsOf(line.reason, this.parts.messages, language) } : {}),
      ...('matter' in line
        ? {
            department: line.matter.slice(0, line.matter.indexOf('.')),
            matter: line.matter.slice(line.matter.indexOf('.') + 1),
            after: line.after.map((other) => nameOf(chart, other)),
            mayHaveHappened: line.mayHaveHappened,
          }
        : {}),
      ...(line.dueAt === undefined ? {} : { dueAt: line.dueAt.toISOString() }),
    };
  }
}

const CONFLICTS = ['already-taken-back', 'has-ended', 'nothing-to-take-back', 'same-person'] as const;

const holderOf = ({ caller }: Asking): Holder => `key:${caller.keyId}`;

const bodyOf = ({ asked, reason }: Asked, by: Holder): MessageBody & { type: 'reversal' } => ({
  type: 'reversal',
  reversal: asked.kind,
  region: 'region' in asked ? asked.region : '',
  reason,
  by,
});

export function nameOf({ byId }: Chart, id: string): NamedStepResponse {
  const { step = id, subject = 0 } = byId.get(id) ?? {};
  return { id: step, ...(subject === 0 ? {} : { subject }) };
}

function wordsOf(code: string, messages: Readonly<Record<string, Text>>, language: Language) {
  const text = findText(messages, code) ?? (code === 'nothing-to-undo' ? textOf(code) : undefined);
  return { code, message: text?.[language] ?? code };
}
