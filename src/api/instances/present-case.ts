import { absolutePath, valueAt, type CaseRecord, type Chart, type FieldPath, type Text } from '../../core';
import { caseNumber } from '../../engine/case-number';
import type { CaseHead, ReadCase } from '../../engine/case-reader';
import type { ReadClock } from '../../engine/deadline-list';
import type { Sight } from '../access/caller';
import type { Language } from '../messages/language';
import { findText, textOf } from '../messages/texts';
import { endedStatuses, inHandStatuses, type Matter } from './case-matters';
import type {
  InstanceLinks,
  InstanceResponse,
  OtherStepResponse,
  ReasonResponse,
  StepResponse,
} from './instance.response';

/** Which fields of which matters a caller is about to see. */
export interface ShownFields {
  readonly matter: Matter;
  readonly output: readonly FieldPath[];
  readonly fields: readonly FieldPath[];
}

/** What of the record may be seen: results by the person concerned, and by a department what its step reads and brings. */
export function shownFields(matters: readonly Matter[], sight: Sight): ShownFields[] {
  if (sight.kind === 'status') return [];
  return matters.flatMap((matter) => {
    const { parts, status, isCorrecting } = matter;
    const isOwn = sight.kind === 'departments' && sight.departments.includes(parts.department);
    if (sight.kind === 'departments' && !isOwn) return [];
    const output = status === 'completed' || isCorrecting === true ? parts.writes : [];
    const fields = isOwn && inHandStatuses.includes(status) ? parts.reads.map((path) => path.replace(/\?$/, '')) : [];
    return output.length + fields.length === 0 ? [] : [{ matter, output, fields }];
  });
}

export interface Wording {
  readonly language: Language;
  readonly messages: Readonly<Record<string, Text>>;
}

interface Shown {
  readonly sight: Sight;
  readonly fields: readonly ShownFields[];
  /** Only there when fields are shown. */
  readonly record?: CaseRecord;
}

/** A case as CONTRACT.md shapes it. Pure. */
export function presentCase(
  row: ReadCase,
  chart: Chart,
  matters: readonly Matter[],
  { sight, fields, record }: Shown,
  wording: Wording,
): InstanceResponse {
  const { definition } = chart;
  const dues = matters.flatMap(({ execution }) => execution?.dueAt.getTime() ?? []);
  return {
    ...startOf(row, chart),
    outcome: row.completedAt === undefined ? null : row.status,
    subject: definition.subject === undefined ? null : { name: definition.subject.name, count: row.subjects },
    startedAt: row.startedAt.toISOString(),
    completedAt: row.completedAt?.toISOString() ?? null,
    dueAt: row.clock?.dueAt.toISOString() ?? (dues.length === 0 ? null : new Date(Math.max(...dues)).toISOString()),
    clock: row.clock === undefined ? null : clockStatus(row.clock, row.completedAt === undefined),
    level: row.clock?.level ?? null,
    progress: { done: matters.filter(({ status }) => endedStatuses.includes(status)).length, total: matters.length },
    steps: matters.map((matter) => {
      if (sight.kind === 'departments' && !sight.departments.includes(matter.parts.department)) {
        return presentOther(matter, wording.language);
      }
      const shown = fields.find((one) => one.matter === matter);
      return { ...presentStep(matter, wording), ...valuesOf(chart, matter, shown, record) };
    }),
    trackingCode: row.trackingCode,
    links: linksOf(row.id, row.trackingCode),
  };
}

/** The part of a case that an applicant is told at once. */
export const startOf = (head: CaseHead, { definition }: Pick<Chart, 'definition'>) => ({
  id: head.id,
  caseNumber: caseNumber(definition, head.startedAt, head.number),
  event: head.event,
  definitionVersion: head.version,
  status: head.status,
});

export const linksOf = (id: string, trackingCode: string | null): InstanceLinks => ({
  self: `/api/v1/instances/${id}`,
  history: `/api/v1/instances/${id}/history`,
  track: trackingCode === null ? null : `/api/v1/track/${trackingCode}`,
});

const presentOther = ({ region, parts, status }: Matter, language: Language): OtherStepResponse => ({
  id: region.step,
  title: parts.title[language],
  ...(region.subject === 0 ? {} : { subject: region.subject }),
  status,
});

/** What waits for an operator goes on to be counted. */
const clockStatus = (clock: ReadClock | undefined, isUnderWay: boolean): StepResponse['clock'] =>
  !isUnderWay ? 'stopped' : clock?.paused === true ? 'paused' : 'running';

function presentStep(matter: Matter, wording: Wording): StepResponse {
  const { parts, status, execution } = matter;
  const isEnded = endedStatuses.includes(status);
  const reason = reasonOf(matter, wording);
  return {
    ...presentOther(matter, wording.language),
    department: parts.department,
    startedAt: execution?.openedAt.toISOString() ?? null,
    completedAt: isEnded ? (execution?.answeredAt?.toISOString() ?? null) : null,
    dueAt: execution?.dueAt.toISOString() ?? null,
    clock: clockStatus(execution?.clock, [...inHandStatuses, 'suspended', 'failed', 'compensating'].includes(status)),
    level: execution?.clock?.level ?? null,
    attempts: execution?.attempts ?? 0,
    ...(matter.isCorrecting === true ? { isCorrecting: true } : {}),
    ...(reason === undefined ? {} : { reason }),
  };
}

const UNEXPLAINED = ['waiting', 'ready', 'dispatched', 'running', 'completed'] as const;
type Explained = Exclude<Matter['status'], (typeof UNEXPLAINED)[number]>;

/** How a matter ended explains it best; the department's own words are used where they speak of the same. */
export function reasonOf({ status, endReason, execution }: Matter, wording: Wording): ReasonResponse | undefined {
  // An effect that stays though the case was taken back says why.
  if ((UNEXPLAINED as readonly string[]).includes(status) && endReason === undefined) return undefined;
  const { language, messages } = wording;
  const given = execution?.reason;
  const code = endReason ?? given?.code ?? status;
  const said = given?.code === code ? given.message?.[language] : undefined;
  const text = findText(messages, code) ?? (status === 'completed' ? undefined : textOf(status as Explained));
  return { code, message: said ?? text?.[language] ?? code };
}

function valuesOf(
  { definition }: Chart,
  { region }: Matter,
  shown: ShownFields | undefined,
  record: CaseRecord | undefined,
): Pick<StepResponse, 'output' | 'fields'> {
  if (shown === undefined || record === undefined) return {};
  const read = (paths: readonly FieldPath[]): Record<string, unknown> =>
    Object.fromEntries(
      paths.flatMap((path) => {
        const value = valueAt(record, absolutePath(definition, path, region.subject));
        return value === undefined || value === null ? [] : [[path, value]];
      }),
    );
  return {
    ...(shown.output.length === 0 ? {} : { output: read(shown.output) }),
    ...(shown.fields.length === 0 ? {} : { fields: read(shown.fields) }),
  };
}
