import { Command, Option } from 'commander';
import { definitions, messages } from '../../../workflows/registry';
import type { ExplanationResponse } from '../../api/instances/explanation.response';
import type { Text } from '../../core';
import { statuses } from '../../export/picture-words';
import { readConfig } from '../../wiring/config';
import { explainByNumber } from '../../wiring/explain-case';

interface Flags {
  language: keyof Text;
  json?: boolean;
}

export const explainCommand = (): Command =>
  new Command('explain')
    .description('why a case waits, on whom, since when, what unblocks it, and how much time is left')
    .argument('<case number>', 'as on screen and on paper, such as NB-20261118-0000001')
    .addOption(new Option('--language <language>', 'zh-CN or en').choices(['zh-CN', 'en']).default('en'))
    .option('--json', 'print as JSON, in both languages')
    .action(async (caseNumber: string, { language, json }: Flags) => {
      const found = await explainByNumber(readConfig(process.env), { definitions, messages }, caseNumber);
      if (found === undefined) throw new Error(`there is no case ${caseNumber}`);
      process.stdout.write(json === true ? `${JSON.stringify(found)}\n` : tellExplanation(found, language));
    });

const words = {
  since: { 'zh-CN': '自', en: 'since' },
  until: { 'zh-CN': '预计继续', en: 'goes on' },
  unblockedBy: { 'zh-CN': '解除条件', en: 'unblocked by' },
  left: { 'zh-CN': '剩余工作日', en: 'working days left' },
  legal: { 'zh-CN': '法定', en: 'by law' },
  promised: { 'zh-CN': '承诺', en: 'promised' },
  paused: { 'zh-CN': '已暂停计时', en: 'the clock stands still' },
  reason: { 'zh-CN': '原因', en: 'reason' },
  wholeCase: { 'zh-CN': '整个办件', en: 'The whole case' },
} as const satisfies Record<string, Text>;

/** To the minute, in Asia/Shanghai: `2026-11-25 23:20`. */
const minute = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'short', timeZone: 'Asia/Shanghai' });
const timeAt = (instant: string): string => minute.format(new Date(instant));

/** An explanation as a person reads it on a terminal. */
export function tellExplanation(found: ExplanationResponse, language: keyof Text): string {
  const say = (text: Text): string => text[language];
  const nameOf = (step: { title: Text; subject?: number } | null): string =>
    step === null
      ? say(words.wholeCase)
      : `${say(step.title)}${step.subject === undefined ? '' : ` (${step.subject})`}`;
  const timeOf = (time: ExplanationResponse['time']): string[] => {
    if (time === null) return [];
    const paused =
      time.pause === null ? '' : `; ${say(words.paused)}${time.pause.text === null ? '' : `: ${say(time.pause.text)}`}`;
    const left = `${say(words.promised)} ${time.promised.workingDays}, ${say(words.legal)} ${time.legal.workingDays}`;
    return [`    ${say(words.left)}: ${left}${paused}`];
  };
  const lines = [`${found.caseNumber}  ${say(found.text)}`, ...timeOf(found.time)];
  for (const one of found.waitingFor) {
    const since = one.since === null ? '' : ` (${say(words.since)} ${timeAt(one.since)})`;
    lines.push(`- ${nameOf(one.step)}: ${say(one.why)}${since}`);
    if (one.reason !== null) lines.push(`    ${say(words.reason)}: ${say(one.reason.text)}`);
    lines.push(`    ${say(words.unblockedBy)}: ${say(one.unblockedBy)}`);
    if (one.until !== null) lines.push(`    ${say(words.until)}: ${timeAt(one.until)}`);
    lines.push(...timeOf(one.time));
  }
  for (const one of found.ended) {
    lines.push(
      `+ ${nameOf(one)}: ${say(statuses[one.status].text)}${one.reason === null ? '' : `, ${say(one.reason.text)}`}`,
    );
  }
  return `${lines.join('\n')}\n`;
}
