import type { Escalation, LifeEvent, Step, Text } from '../../core';
import { caseNumber } from '../../engine/case-number';
import type { AskedDefect, Reason } from '../../engine/instance';
import type { Proposal } from '../../engine/task-decision';
import type { ReadTask } from '../../engine/task-list';
import type { Language } from '../messages/language';
import { findText, textOf } from '../messages/texts';
import type { ReasonResponse } from '../instances/instance.response';
import { correctableFields } from './task-fields';
import type { ProposalResponse } from './task-form.response';
import type { AskedDefectResponse, EscalationResponse, TaskResponse } from './task.response';

/** In which words, and as whom, a task is shown. */
export interface TaskWording {
  readonly language: Language;
  readonly messages: Readonly<Record<string, Text>>;
  readonly isMine: boolean;
  /** An overseer is told who holds a task. */
  readonly isOverseer: boolean;
}

/** A task as people see it, without a personal field. Pure. */
export function presentTask(definition: LifeEvent, task: ReadTask, wording: TaskWording): TaskResponse {
  const { language, isMine } = wording;
  const step = definition.steps[task.step];
  const holder = task.claimedBy?.replace(/^key:/, '');
  return {
    id: task.id,
    instanceId: task.instanceId,
    caseNumber: caseNumber(definition, task.startedAt, task.number),
    event: task.event,
    step: task.step,
    title: step?.title[language] ?? task.step,
    ...(task.subject === 0 ? {} : { subject: task.subject }),
    kind: task.kind === 'handler' ? 'task' : task.kind,
    ...(task.act === undefined ? {} : { act: task.act }),
    department: task.department,
    status: task.status,
    claimedBy: holder === undefined ? null : isMine ? 'you' : 'another',
    ...(wording.isOverseer && holder !== undefined ? { holder } : {}),
    openedAt: task.openedAt.toISOString(),
    dueAt: task.dueAt.toISOString(),
    clock: task.answeredAt !== undefined ? 'stopped' : task.clock.paused ? 'paused' : 'running',
    level: task.clock.level,
    answeredAt: task.answeredAt?.toISOString() ?? null,
    ...reasonOf(task, wording),
    ...choicesOf(definition, task, wording),
  };
}

function reasonOf({ kind, reason }: ReadTask, wording: TaskWording): Pick<TaskResponse, 'reason' | 'defects'> {
  if (reason === undefined) return {};
  const fallback = kind === 'correction' ? textOf('suspended') : undefined;
  const { defects = [] } = reason;
  return {
    reason: inWords(reason, wording, fallback),
    ...(defects.length === 0 ? {} : { defects: defects.map((one) => presentDefect(one, wording)) }),
  };
}

/** A defect as it is told; a code that nobody has put into words speaks for itself. */
export const presentDefect = (defect: AskedDefect, wording: Wording): AskedDefectResponse => ({
  field: defect.field,
  ...inWords(defect, wording),
});

type Wording = Pick<TaskWording, 'language' | 'messages'>;

function inWords({ code, message }: Reason, { language, messages }: Wording, fallback?: Text): ReasonResponse {
  const words = message ?? findText(messages, code) ?? fallback;
  return { code, message: words?.[language] ?? code };
}

/** What the first of two persons has proposed, as the second is shown it. */
export const presentProposal = ({ answer, output }: Proposal, wording: Wording): ProposalResponse => ({
  outcome: answer.outcome === 'completed' ? 'completed' : 'refused',
  ...('reason' in answer ? { reason: inWords(answer.reason, wording) } : {}),
  output,
});

/** Why an effect may be left as it is though it was to be taken back. */
const KEPT = ['cannot-be-undone', 'third-party-rights', 'already-used-up'];

/** Why a result may be left as it is though something it was made from was corrected. */
const LEFT = ['not-needed', 'cannot-be-put-right', 'third-party-rights'];

/** The reasons that a task can be refused with. */
export function reasonsOf({ act }: Pick<ReadTask, 'act'>, step: Step | undefined): readonly string[] {
  if (act !== undefined) return act === 'undo' ? KEPT : LEFT;
  return step?.kind === 'task' ? Object.keys(step.onRefusal.codes) : [];
}

/** What whoever does it may choose from. */
function choicesOf(definition: LifeEvent, task: ReadTask, wording: TaskWording): Partial<TaskResponse> {
  const { kind, act, step: id } = task;
  const step = definition.steps[id];
  const correctable = correctableFields(definition, id);
  if (kind === 'correction') return { correctable };
  const reasons = reasonsOf(task, step).map((code) => inWords({ code }, wording));
  if (act !== undefined) return { writes: act === 'undo' ? [] : [...(step?.writes ?? [])], reasons };
  if (step?.kind !== 'task') return { writes: [...(step?.writes ?? [])] };
  const { writes, escalation, fourEyes } = step;
  if (kind === 'escalation') return { ...(escalation && { escalation: inAllWords(escalation, wording) }) };
  if (kind === 'review') return { writes: [...writes], fourEyes: true };
  return {
    writes: [...writes],
    ...(reasons.length === 0 ? {} : { reasons }),
    ...(correctable.length === 0 ? {} : { correctable }),
    ...(escalation === undefined ? {} : { escalation: inAllWords(escalation, wording) }),
    ...(fourEyes === undefined ? {} : { fourEyes }),
  };
}

const inAllWords = ({ roles, questions, advice }: Escalation, wording: TaskWording): EscalationResponse => ({
  roles: [...roles],
  questions: questions.map((code) => inWords({ code }, wording)),
  advice: advice.map((code) => inWords({ code }, wording)),
});
