import { Command, Option } from 'commander';
import { randomUUID } from 'node:crypto';
import { userInfo } from 'node:os';
import { definitions } from '../../../workflows/registry';
import type { MigrationOutcome, MigrationPlan } from '../../engine/migrate-instances';
import { readConfig } from '../../wiring/config';
import { withMigrations } from '../../wiring/migrate-instances';
import { wholeNumber } from './sample';

interface Flags {
  to: number;
  from?: number;
  dryRun?: boolean;
  undo?: boolean;
  json?: boolean;
}

export const migrateInstancesCommand = (): Command =>
  new Command('migrate-instances')
    .description('moves the running cases of a life event from one version of its definition to another')
    .argument('<event>', 'the life event')
    .addOption(new Option('--to <version>', 'the version to follow').makeOptionMandatory().argParser(wholeNumber))
    .addOption(
      new Option('--from <version>', 'the version to leave; the one before when left out').argParser(wholeNumber),
    )
    .option('--dry-run', 'only show what would become of every running case')
    .option('--undo', 'move those back that have not moved since and for whom no department was asked')
    .option('--json', 'print as JSON')
    .action(async (event: string, flags: Flags, command: Command) => {
      const { to, from = to - 1, dryRun, undo, json } = flags;
      if (dryRun === true && undo === true) command.error('choose --dry-run or --undo', { exitCode: 2 });
      const known = definitions.filter(({ name }) => name === event).map(({ version }) => version);
      const unknown = [from, to].filter((version) => !known.includes(version));
      if (unknown.length > 0 || from === to) {
        const has = known.length === 0 ? 'it is not known here' : `it has ${known.map(String).join(', ')}`;
        command.error(`${event} cannot go from version ${from} to ${to}: ${has}`, { exitCode: 2 });
      }
      const by = { actor: `command line: ${userInfo().username}`, run: randomUUID() };
      const done = await withMigrations(
        readConfig(process.env),
        definitions,
        { publish: dryRun !== true },
        async (on) =>
          undo === true
            ? { movedBack: await on.takeBack(event, from, to, by) }
            : {
                ...(await on.plan(event, from, to)),
                ...(dryRun === true ? {} : { moved: await on.apply(event, from, to, by) }),
              },
      );
      if (json === true) process.stdout.write(`${JSON.stringify(done)}\n`);
      else if ('movedBack' in done) process.stdout.write(`${done.movedBack} cases follow version ${from} again.\n`);
      else process.stdout.write(report(done));
      if ('refused' in done && done.refused > 0) process.exitCode = 1;
    });

function report(plan: MigrationPlan & { readonly moved?: number }): string {
  const { event, from, to, migrates, refused, moved } = plan;
  const lines = [`${event} ${from} → ${to}: ${migrates} running cases can be moved, ${refused} cannot`];
  for (const outcome of plan.outcomes) lines.push(...reportOutcome(outcome));
  if (moved !== undefined) lines.push(`${moved} were moved.`);
  return `${lines.join('\n')}\n`;
}

function reportOutcome({ cases, classes, asked, cancelled, carried, reasons }: MigrationOutcome): string[] {
  const places = (some: MigrationOutcome['asked']): string =>
    some.map(({ step, department }) => (department === '' ? step : `${step} (${department})`)).join(', ');
  return [
    `  ${cases} cases in ${classes} states${reasons.length > 0 ? ' stay where they are' : ''}`,
    ...(asked.length > 0 ? [`    newly asked: ${places(asked)}`] : []),
    ...(cancelled.length > 0 ? [`    taken back:  ${places(cancelled)}`] : []),
    ...(carried.length > 0 ? [`    goes on:     ${carried.join(', ')}`] : []),
    ...reasons.map((reason) => `    because ${reason}`),
  ];
}
