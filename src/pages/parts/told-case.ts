import { regionId, type LifeEvent, type Limit, type Region, type Text } from '../../core';
import type { ApiParts } from '../../api/api-parts';
import { endedStatuses, mattersOf, type MatterStatus } from '../../api/instances/case-matters';
import { explainRow } from '../../api/instances/explain-row';
import type { ExplanationResponse, HoldupResponse, StepNamed } from '../../api/instances/explanation.response';
import { startOf } from '../../api/instances/present-case';
import { findDepartmentText } from '../../api/messages/department-texts';
import { findText } from '../../api/messages/texts';
import type { ReadCase } from '../../engine/case-reader';
import type { InstanceStatus } from '../../engine/instance';
import { FAMILY } from '../my/family';

/** When a matter is expected to be done, as far as anybody can tell. */
export type Expected =
  | { readonly kind: 'by'; readonly at: string; readonly provisional: boolean }
  | { readonly kind: 'afterPromise' | 'afterLaw'; readonly at: string }
  | { readonly kind: 'paused' }
  | { readonly kind: 'onceBegun'; readonly limit: Limit }
  | { readonly kind: 'ended'; readonly at: string };

/** A matter of a case as it is told to the family: no field of the record is in it. */
export interface ToldMatter {
  readonly title: Text;
  /** Which child, shareholder …; only where there are several. */
  readonly subject?: number;
  readonly status: MatterStatus;
  /** Why it stands as it stands, where the status does not say it all. */
  readonly says?: Text;
  /** What has to end first. */
  readonly after: readonly Pick<ToldMatter, 'title' | 'subject'>[];
  readonly expected?: Expected;
  /** Whom to call about it. */
  readonly call: Text;
}

/** Something that waits for the family. */
export interface ToldDuty {
  readonly kind: 'signal' | 'correction';
  readonly title: Text;
  readonly subject?: number;
  /** Where it is done, below the address of the case. */
  readonly place: string;
}

/** A case in plain words: where it stands, what comes next, for whom. */
export interface ToldCase {
  readonly id: string;
  readonly trackingCode: string;
  readonly caseNumber: string;
  readonly title: Text;
  readonly status: InstanceStatus;
  readonly startedAt: Date;
  readonly asOf: string;
  /** By when all of it should be done; absent where it has no limit, and when it has ended. */
  readonly dueAt?: string;
  readonly done: number;
  readonly matters: readonly ToldMatter[];
  readonly duties: readonly ToldDuty[];
}

/** True while something may still happen by itself, which is worth following. */
export const isUnderWay = ({ status }: Pick<ToldCase, 'status'>): boolean =>
  status === 'accepted' || status === 'running';

/** Tells a case. Reads no personal field: what is said is computed from where it stands. */
export async function tellCase(row: ReadCase, parts: ApiParts): Promise<ToldCase> {
  const chart = parts.definitions.chart(row.event, row.version, row.subjects);
  const { definition } = chart;
  const explanation = await explainRow(row, { kind: 'status' }, parts);
  const isSeveral = row.subjects > 1;
  const matters = mattersOf(chart, row);
  const { time } = explanation;
  return {
    id: row.id,
    trackingCode: row.trackingCode,
    caseNumber: startOf(row, chart).caseNumber,
    title: definition.title,
    status: row.status,
    startedAt: row.startedAt,
    asOf: explanation.asOf,
    ...(time === null || time.pause !== null ? {} : { dueAt: time.promised.dueAt }),
    done: matters.filter(({ status }) => endedStatuses.includes(status)).length,
    matters: matters.map(({ region, parts: step, status, execution }) => {
      const says = wordsOf(explanation, region, status);
      const holdup = find(explanation.waitingFor, region);
      const expected = expectedOf(holdup, step.limit, execution?.answeredAt, status);
      const after = holdup?.kind === 'needs-steps' ? holdup.after : [];
      return {
        title: step.title,
        ...subjectOf(region.subject, isSeveral),
        status,
        ...(says === undefined || after.length > 0 ? {} : { says }),
        after: after.map(({ title, subject }) => ({ title, ...subjectOf(subject, isSeveral) })),
        ...(expected === undefined ? {} : { expected }),
        call: callOf(step.department, parts.messages),
      };
    }),
    duties: explanation.waitingFor.flatMap((holdup) => dutyOf(holdup, row, definition, isSeveral)),
  };
}

const subjectOf = (subject: number | undefined, isSeveral: boolean): { subject?: number } =>
  subject === undefined || subject === 0 || !isSeveral ? {} : { subject };

const isOf = ({ step, subject = 0 }: StepNamed, region: Region): boolean =>
  step === region.step && subject === region.subject;

const find = (holdups: readonly HoldupResponse[], region: Region): HoldupResponse | undefined =>
  holdups.find(({ step }) => step !== null && isOf(step, region));

function wordsOf({ waitingFor, ended }: ExplanationResponse, region: Region, status: MatterStatus): Text | undefined {
  if (!endedStatuses.includes(status)) return find(waitingFor, region)?.why;
  return ended.find((one) => isOf(one, region))?.reason?.text;
}

function expectedOf(
  holdup: HoldupResponse | undefined,
  { legal, promised = legal }: { readonly legal: Limit; readonly promised?: Limit },
  answeredAt: Date | undefined,
  status: MatterStatus,
): Expected | undefined {
  if (endedStatuses.includes(status)) {
    return answeredAt === undefined ? undefined : { kind: 'ended', at: answeredAt.toISOString() };
  }
  const time = holdup?.time;
  if (time === undefined || time === null) {
    return status === 'waiting' ? { kind: 'onceBegun', limit: promised } : undefined;
  }
  if (time.pause !== null) return { kind: 'paused' };
  if (time.level === 'red') return { kind: 'afterLaw', at: time.legal.dueAt };
  if (time.level === 'yellow') return { kind: 'afterPromise', at: time.legal.dueAt };
  return { kind: 'by', at: time.promised.dueAt, provisional: time.provisional };
}

function dutyOf(holdup: HoldupResponse, row: ReadCase, definition: LifeEvent, isSeveral: boolean): ToldDuty[] {
  const { kind, step, on } = holdup;
  if (step === null) return [];
  const told = { title: step.title, ...subjectOf(step.subject, isSeveral) };
  const region = regionId(step.step, step.subject ?? 0);
  if (kind === 'correction') {
    const task = row.executions.find((one) => one.region === region && one.kind === 'correction' && !one.answeredAt);
    return task === undefined ? [] : [{ kind, ...told, place: `corrections/${task.id}` }];
  }
  const waiting = definition.steps[step.step];
  const isFamilys = on.some(({ roles = [] }) => FAMILY.some((role) => roles.includes(role)));
  if (kind !== 'signal' || !isFamilys || waiting?.kind !== 'wait' || waiting.signal === undefined) return [];
  return [{ kind, ...told, place: `signals/${waiting.signal}/${step.subject ?? 0}` }];
}

/** The hotline of a department, or the one for everything. */
function callOf(department: string, messages: ApiParts['messages']): Text {
  return findDepartmentText(messages, 'call', department) ?? findText(messages, 'call-anybody') ?? HOTLINE;
}

/** 国办发〔2020〕53号: one number for all matters of government. */
const HOTLINE: Text = { 'zh-CN': '政务服务便民热线12345', en: 'the government hotline, 12345' };
