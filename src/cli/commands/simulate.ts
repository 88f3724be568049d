import { Command, Option } from 'commander';
import { definitions } from '../../../workflows/registry';
import { InvalidScenario } from '../../simulator/read-scenario';
import { simulateScenario, type SimulateRequest } from '../simulate-scenario';
import { wholeNumber } from './sample';

export const simulateCommand = (): Command =>
  new Command('simulate')
    .description('plays cases through the real definitions on a virtual clock: how long, how late, who waits for whom')
    .argument('[event]', 'only this of the scenario; all when left out')
    .option('--scenario <file>', 'what is played (docs/simulation.md); that of the event when left out')
    .option('--departments <file>', 'departments instead of those of the same name in the scenario')
    .addOption(new Option('--cases <n>', 'how many cases come on the average').argParser(wholeNumber))
    .option('--arrivals <how>', '"poisson", or a file with an instant a line')
    .option('--from <day>', 'the first day, 2026-09-01')
    .option('--until <day>', 'the last day, included')
    .addOption(new Option('--seed <n>', 'same seed, same result').argParser(wholeNumber))
    .option('--html <file>', 'writes the report as one page, with charts')
    .option('--json', 'print as JSON')
    .action((event: string | undefined, options: Omit<SimulateRequest, 'event'>, command: Command) => {
      try {
        simulateScenario(
          { ...options, ...(event === undefined ? {} : { event }) },
          definitions,
          (line) => void process.stdout.write(`${line}\n`),
        );
      } catch (error) {
        if (error instanceof InvalidScenario) command.error(error.message, { exitCode: 2 });
        throw error;
      }
    });
