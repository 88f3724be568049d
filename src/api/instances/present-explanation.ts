import type { Chart, Region, Text } from '../../core';
import type { ReadCase } from '../../engine/case-reader';
import type { Actor, Explanation, Holdup } from '../../engine/explain-case';
import type { TimeLeft } from '../../engine/explain-time';
import type { Sight } from '../access/caller';
import { actorTexts, holdupTexts, pauseTexts, roleTexts, statusTexts } from '../messages/explanation';
import { nameOfDepartment } from '../messages/department-texts';
import { findText } from '../messages/texts';
import { endedStatuses, mattersOf, type Matter } from './case-matters';
import type {
  ActorResponse,
  EndedStepResponse,
  ExplanationResponse,
  HoldupResponse,
  ReasonExplained,
  StepNamed,
  TimeLeftResponse,
} from './explanation.response';
import { reasonOf, startOf } from './present-case';

type Messages = Readonly<Record<string, Text>>;

/** An explanation in words, in both languages, cut to what the caller may see. Pure. */
export function presentExplanation(
  row: ReadCase,
  chart: Chart,
  { holdups, time }: Explanation,
  { sight, messages, now }: { readonly sight: Sight; readonly messages: Messages; readonly now: Date },
): ExplanationResponse {
  const { id, caseNumber, event, status } = startOf(row, chart);
  return {
    ...{ id, caseNumber, event, status, text: statusTexts[status] },
    asOf: now.toISOString(),
    startedAt: row.startedAt.toISOString(),
    completedAt: row.completedAt?.toISOString() ?? null,
    time: time === undefined ? null : presentTime(time),
    waitingFor: holdups.map((holdup) => {
      const shown = presentHoldup(chart, holdup, messages);
      return isOthers(chart, holdup.region, sight) ? withoutDetails(shown) : shown;
    }),
    ended: mattersOf(chart, row)
      .filter((matter) => endedStatuses.includes(matter.status))
      .map((matter) => presentEnded(chart, matter, sight, messages)),
  };
}

/** Of the steps of other departments a department sees that they exist and how they stand. */
function isOthers({ definition }: Chart, region: Region | undefined, sight: Sight): boolean {
  const step = region === undefined ? undefined : definition.steps[region.step];
  if (sight.kind !== 'departments' || step === undefined || step.kind === 'wait') return false;
  return !sight.departments.includes(step.department);
}

const withoutDetails = (holdup: HoldupResponse): HoldupResponse => ({
  ...holdup,
  ...{ since: null, until: null, timers: [], reason: null, time: null },
});

function presentHoldup(chart: Chart, holdup: Holdup, messages: Messages): HoldupResponse {
  const { region, kind, since, until, timers, reason, time } = holdup;
  const on = holdup.on.map((actor) => presentActor(actor, messages));
  const after = holdup.after.map((one) => named(chart, one));
  const { why, unblockedBy } = holdupTexts[kind];
  const words = { on: listed(on.map(({ name }) => name)), after: listed(after.map(titleOf)) };
  return {
    step: region === undefined ? null : named(chart, region),
    ...{ kind, why: filled(why, words), unblockedBy: filled(unblockedBy, words), on, after },
    since: since.toISOString(),
    until: until?.toISOString() ?? null,
    timers: timers.map(({ timer, at }) => ({ timer, at: at.toISOString() })),
    reason: reason === undefined ? null : explained(reason, messages),
    time: time === undefined ? null : presentTime(time),
  };
}

const named = ({ definition }: Chart, { step, subject }: Region): StepNamed => ({
  step,
  title: definition.steps[step]?.title ?? { 'zh-CN': step, en: step },
  ...(subject === 0 ? {} : { subject }),
});

/** With the subject where there is one: of twins it matters which. */
const titleOf = ({ title, subject }: StepNamed): Text =>
  subject === undefined ? title : { 'zh-CN': `${title['zh-CN']}（第${subject}名）`, en: `${title.en} (${subject})` };

function presentActor(actor: Actor, messages: Messages): ActorResponse {
  const { kind } = actor;
  if (kind === 'department') {
    const { department, role } = actor;
    const name = nameOfDepartment(messages, department);
    if (role === undefined) return { kind, department, name };
    const who = roleTexts[role];
    const both = { 'zh-CN': `${name['zh-CN']}${who['zh-CN']}`, en: `${who.en} of ${name.en}` };
    return { kind, department, roles: [role], name: both };
  }
  if (kind === 'roles')
    return { kind, roles: [...actor.roles], name: oneOf(actor.roles.map((role) => roleTexts[role])) };
  return { kind, name: actorTexts[kind] };
}

const joined = (texts: readonly Text[], chinese: string, english: string): Text => ({
  'zh-CN': texts.map((text) => text['zh-CN']).join(chinese),
  en: texts.map(({ en }) => en).join(english),
});
const listed = (texts: readonly Text[]): Text => joined(texts, '、', ', ');
const oneOf = (texts: readonly Text[]): Text => joined(texts, '或', ' or ');

function filled(text: Text, words: Readonly<Record<string, Text>>): Text {
  const fill = (language: keyof Text): string =>
    text[language].replace(/\{(\w+)\}/g, (_, name: string) => words[name]?.[language] ?? '');
  const en = fill('en');
  return { 'zh-CN': fill('zh-CN'), en: en.charAt(0).toUpperCase() + en.slice(1) };
}

const explained = (code: string, messages: Messages): ReasonExplained => ({
  code,
  text: findText(messages, code) ?? { 'zh-CN': code, en: code },
});

function presentTime({ level, legal, promised, pause, provisional, calendarVersion }: TimeLeft): TimeLeftResponse {
  const left = ({ workingDays, dueAt }: TimeLeft['legal']) => ({ workingDays, dueAt: dueAt.toISOString() });
  return {
    ...{ level, legal: left(legal), promised: left(promised), provisional, calendarVersion },
    pause:
      pause === undefined
        ? null
        : {
            code: pause.code ?? null,
            text: pause.code === undefined ? null : pauseTexts[pause.code],
            since: pause.since,
          },
  };
}

function presentEnded(chart: Chart, matter: Matter, sight: Sight, messages: Messages): EndedStepResponse {
  const [chinese, english] = (['zh-CN', 'en'] as const).map((language) => reasonOf(matter, { language, messages }));
  const isShown = chinese !== undefined && english !== undefined && !isOthers(chart, matter.region, sight);
  return {
    ...named(chart, matter.region),
    status: matter.status,
    reason: isShown ? { code: chinese.code, text: { 'zh-CN': chinese.message, en: english.message } } : null,
  };
}
