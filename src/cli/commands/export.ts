import { Command, InvalidArgumentError, Option } from 'commander';
import { writeFileSync } from 'node:fs';
import { departmentTitles as departments } from '../../../workflows/departments';
import { definitions, messages } from '../../../workflows/registry';
import { Definitions } from '../../engine/definitions';
import { exportMermaid } from '../../export/export-mermaid';
import { exportScxml } from '../../export/export-scxml';
import { exportSvg } from '../../export/export-svg';
import { exportXState, exportXStateJson } from '../../export/export-xstate';
import { themes, type Theme } from '../../export/picture-style';
import type { Language } from '../../export/picture-words';
import { buildChart, type Chart } from '../../core';
import { wholeNumber } from './sample';

const formats = ['xstate', 'mermaid', 'scxml', 'svg'] as const;

interface ExportOptions {
  readonly format: (typeof formats)[number];
  readonly subjects: number;
  readonly lang: Language;
  readonly theme: Theme;
  readonly out?: string;
  readonly json?: boolean;
}

export const exportCommand = (): Command =>
  new Command('export')
    .description('prints the chart of a life event, for people and other tools')
    .argument('<event>', `one of ${[...new Set(definitions.map(({ name }) => name))].join(', ')}`)
    .addOption(
      new Option('--format <format>', 'a module for XState, a Mermaid state diagram, SCXML 1.0, or a picture')
        .choices(formats)
        .makeOptionMandatory(),
    )
    .addOption(new Option('--subjects <n>', 'laid out for so many').default(1).argParser(wholeNumber))
    .addOption(new Option('--lang <language>', 'of svg').choices(['zh-CN', 'en']).default('zh-CN'))
    .addOption(new Option('--theme <theme>', 'of svg: auto follows whoever looks').choices(themes).default('auto'))
    .option('--json', 'of xstate: the machine as JSON, guards and actions by name')
    .option('--out <file>', 'writes a file instead')
    .action(async (event: string, options: ExportOptions, command: Command) => {
      try {
        const text = await textOf(chartOf(event, options.subjects), options);
        if (options.out === undefined) process.stdout.write(text);
        else writeFileSync(options.out, text);
      } catch (error) {
        if (error instanceof InvalidArgumentError) command.error(`error: ${error.message}`, { exitCode: 2 });
        throw error;
      }
    });

function chartOf(event: string, subjects: number): Chart {
  const known = new Definitions(definitions);
  const definition = known.find(event);
  if (definition === undefined) throw new InvalidArgumentError(`there is no life event "${event}"`);
  const { name, version, subject } = definition;
  const most = subject?.atMost ?? 1;
  if (subjects < 1 || subjects > most) throw new InvalidArgumentError(`${name} has 1 to ${most} subjects`);
  // The way forward: the way back follows from it, and tools draw a state that ends as one that is not left.
  return buildChart(known.get(name, version), subjects);
}

async function textOf(chart: Chart, { format, json, lang, theme }: ExportOptions): Promise<string> {
  if (json === true && format !== 'xstate') throw new InvalidArgumentError('only xstate is exported as JSON');
  switch (format) {
    case 'xstate':
      return json === true ? `${exportXStateJson(chart)}\n` : exportXState(chart);
    case 'mermaid':
      return exportMermaid(chart);
    case 'scxml':
      return exportScxml(chart);
    case 'svg':
      return exportSvg(chart.definition, { language: lang, departments, messages }, theme);
  }
}
