import { Command } from 'commander';
import { readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { CalendarYearFile } from '../../api/calendar/calendar.request';
import { checkForm, inputProblem } from '../../api/forms/check-form';
import { Problem } from '../../api/problems/problem';
import { findCalendarDefects } from '../../core';
import type { NewYear } from '../../engine/calendar-store';
import { readConfig } from '../../wiring/config';
import { importCalendar } from '../../wiring/import-calendar';

export const calendarCommand = (): Command =>
  new Command('calendar').description('the working-day calendar').addCommand(
    new Command('import')
      .description(
        'imports a year from a file { "year", "daysOff", "makeUpDays", "source" }; a correction is a new version',
      )
      .argument('<file>', 'a JSON file')
      .option('--json', 'print as JSON')
      .action(async (file: string, { json }: { json?: boolean }, command: Command) => {
        const given = readJson(file) ?? command.error(`${file} is no file with JSON in it`, { exitCode: 2 });
        const year = checkYear(given);
        if (Array.isArray(year)) {
          if (json === true) process.stdout.write(`${JSON.stringify({ defects: year })}\n`);
          else for (const { pointer, message } of year) process.stderr.write(`${pointer || '/'}: ${message}\n`);
          process.exitCode = 1;
          return;
        }
        const imported = await importCalendar(readConfig(process.env), year, `command line: ${userInfo().username}`);
        if (json === true) process.stdout.write(`${JSON.stringify(imported)}\n`);
        else process.stdout.write(`The calendar of ${imported.year}, version ${imported.version}, is imported.\n`);
      }),
  );

/** Undefined when there is none. */
function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as unknown;
  } catch {
    return undefined;
  }
}

interface NamedDefect {
  readonly pointer: string;
  readonly code: string;
  readonly message: string;
}

/** The year, or everything that is wrong with it. */
function checkYear(given: unknown): NewYear | NamedDefect[] {
  try {
    const { year, daysOff, makeUpDays, source } = checkForm(CalendarYearFile, given, {});
    const checked = { year, daysOff, makeUpDays, source };
    const defects = findCalendarDefects(checked);
    if (defects.length > 0) throw inputProblem(defects, {});
    return checked;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return (error.parts.errors ?? []).map(({ pointer, code, message }) => ({ pointer, code, message: message.en }));
  }
}
