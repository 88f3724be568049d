import { Command, Option } from 'commander';
import { definitions } from '../../../workflows/registry';
import type { ImpactClass, ImpactReport } from '../../engine/measure-impact';
import { readConfig } from '../../wiring/config';
import { impactOf } from '../../wiring/measure-impact';
import { wholeNumber } from './sample';

interface Flags {
  to?: number;
  histories: number;
  json?: boolean;
}

export const impactCommand = (): Command =>
  new Command('impact')
    .description('what a changed definition would make of the cases there are: outcomes, departments, limits')
    .argument('<event>', 'the life event')
    .addOption(new Option('--to <version>', 'the version in the code; the newest when left out').argParser(wholeNumber))
    .addOption(
      new Option('--histories <n>', 'so many cases that have ended, the last ones').argParser(wholeNumber).default(200),
    )
    .option('--json', 'print as JSON')
    .addHelpText('after', '\nExit 0: no case is touched. 1: some are, or cannot be replayed. 2: wrong use.')
    .action(async (event: string, { to, histories, json }: Flags, command: Command) => {
      const versions = definitions.filter(({ name }) => name === event).sort((a, b) => b.version - a.version);
      const changed = to === undefined ? versions[0] : versions.find(({ version }) => version === to);
      if (changed === undefined) {
        const has =
          versions.length === 0 ? 'it is not known here' : `it has ${versions.map((one) => one.version).join(', ')}`;
        command.error(`error: there is no such version of ${event}: ${has}`, { exitCode: 2 });
      }
      const report = await impactOf(readConfig(process.env), definitions, changed, histories);
      process.stdout.write(json === true ? `${JSON.stringify(report)}\n` : tellImpact(report));
      if (report.classes.length > 0) process.exitCode = 1;
    });

/** A report as a person reads it on a terminal. */
export function tellImpact({ event, version, live, ended, untouched, notReplayable, classes }: ImpactReport): string {
  const head = `${event}@${version}: ${live} live cases and ${ended} that have ended; ${untouched} untouched, ${notReplayable} cannot be replayed`;
  return [head, ...classes.flatMap(tellClass)].map((line) => `${line}\n`).join('');
}

function tellClass(one: ImpactClass): string[] {
  const places = (list: ImpactClass['newlyAsked']): string =>
    list.map(({ step, department }) => (department === '' ? step : `${step} (${department})`)).join(', ');
  const changes = (list: ImpactClass['limits']): string =>
    list.map(({ step, was, is }) => `${step} ${was} -> ${is}`).join(', ');
  const lines: [string, string][] = [
    ['cannot be replayed', one.reasons.join('; ')],
    ['newly asked', places(one.newlyAsked)],
    ['no longer asked', places(one.noLongerAsked)],
    ['ends otherwise', changes(one.endings)],
    ['another limit', changes(one.limits)],
  ];
  const outcome = one.was === one.is ? one.was : `${one.was} -> ${one.is}`;
  return [
    `${one.cases} ${one.live ? 'live' : 'ended'} cases of version ${one.version}: ${outcome}`,
    ...lines.filter(([, said]) => said !== '').map(([name, said]) => `  ${name}: ${said}`),
    `  such as ${one.samples.join(', ')}`,
  ];
}
