import { Command } from 'commander';
import { definitions } from '../../../workflows/registry';
import { verifyDefinitions } from '../verify-definitions';

export const verifyCommand = (): Command =>
  new Command('verify')
    .description('proves each definition, or shows the shortest way to where it goes wrong')
    .argument('[event...]', 'all when left out')
    .option('--json', 'print as JSON')
    .option('--whole', 'explore the whole chart with nothing left out: for small definitions')
    .action((events: string[], { json, whole }: { json?: boolean; whole?: boolean }, command: Command) => {
      const unknown = events.find((event) => !definitions.some(({ name }) => name === event));
      if (unknown !== undefined) {
        const known = [...new Set(definitions.map(({ name }) => name))].join(', ');
        command.error(`error: there is no life event "${unknown}"; there are ${known}`, { exitCode: 2 });
      }
      const asked = definitions.filter(({ name }) => events.length === 0 || events.includes(name));
      const say = (line: string): void => void process.stdout.write(`${line}\n`);
      if (!verifyDefinitions(asked, { json: json === true, whole: whole === true }, say)) process.exitCode = 1;
    });
