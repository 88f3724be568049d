import { Inject, Injectable } from '@nestjs/common';
import { absolutePath, valueAt, type CaseRecord } from '../../core';
import type { AskedDefect } from '../../engine/instance';
import { defectsPlace } from '../../engine/judge-decision';
import type { MessageBody } from '../../engine/message';
import type { ReadTask } from '../../engine/task-list';
import { isApplicant } from '../access/caller';
import { PARTS, type ApiParts } from '../api-parts';
import { inputProblem } from '../forms/check-form';
import type { Asking } from '../instances/case-desk';
import { presentDefect } from './present-task';
import { checkCorrection, correctableFields } from './task-fields';
import { TaskDesk } from './task-desk';
import type { AskedDefectResponse } from './task.response';

/** What a correction is filled in from. */
export interface CorrectionForm {
  /** The present values of the fields that it may change; null for whoever may not see them. */
  readonly fields: Readonly<Record<string, unknown>> | null;
  /** Everything that is to be put right. */
  readonly defects: AskedDefectResponse[];
}

/** Lets whoever has applied put right what a department has found wanting. */
@Injectable()
export class CorrectionDesk {
  constructor(
    @Inject(PARTS) private readonly parts: ApiParts,
    @Inject(TaskDesk) private readonly tasks: TaskDesk,
  ) {}

  /** Whatever is personal in the form is logged as a disclosure before it is shown. */
  async read(task: ReadTask, asking: Asking): Promise<CorrectionForm> {
    const wording = { language: asking.language, messages: this.parts.messages };
    const { defects = [] } = task.reason ?? {};
    // Whoever has applied for somebody else owes the correction, but sees no personal field of the case.
    if (!isApplicant(asking.caller)) {
      return { fields: null, defects: defects.map((one) => presentDefect(one, wording)) };
    }
    const definition = this.parts.definitions.get(task.event, task.version);
    const paths = correctableFields(definition, task.step);
    const record = await this.tasks.disclose(task, paths, asking);
    const values = paths.map((path) => [path, valueAt(record, absolutePath(definition, path, task.subject))] as const);
    return {
      fields: Object.fromEntries(values.filter(([, value]) => value !== undefined)),
      defects: withOwnWords(task, defects, record).map((one) => presentDefect(one, wording)),
    };
  }

  /** Sends the corrected fields; every defect of them at once, at `/fields/<path>`. */
  async complete(task: ReadTask, given: Readonly<Record<string, unknown>>, { caller }: Asking): Promise<void> {
    const { definitions, messages } = this.parts;
    const { fields, found } = checkCorrection(definitions.get(task.event, task.version), task.step, given, messages);
    if (found.length > 0) throw inputProblem(found, messages);
    const body: MessageBody = { type: 'correction', execution: task.id, decision: 'corrected' };
    await this.tasks.decide(task, caller, 'completed', () => body, fields);
  }
}

/** The defects with what the officer has said about them for the applicant; a department's have their words already. */
function withOwnWords(
  { region, reason }: ReadTask,
  defects: readonly AskedDefect[],
  record: CaseRecord,
): readonly AskedDefect[] {
  if (reason?.code !== 'correction-requested') return defects;
  const words = (valueAt(record, defectsPlace(region)) ?? {}) as Readonly<Record<string, string>>;
  return defects.map((one, n) => {
    const own = words[n];
    return own === undefined ? one : { ...one, message: { 'zh-CN': own, en: own } };
  });
}
