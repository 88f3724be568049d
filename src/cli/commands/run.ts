import { Command, InvalidArgumentError, Option } from 'commander';
import { ProductClient } from '../product-client';
import { runSamples, type RunResult } from '../run-samples';
import { sampledEvents, wholeNumber } from './sample';

interface RunFlags {
  count: number;
  seed?: number;
  situation?: string;
  json?: boolean;
  timeout: number;
}

export const runCommand = (): Command =>
  new Command('run')
    .description('triggers samples against the running server and follows them')
    .argument('<event>', `one of ${sampledEvents.join(', ')}`)
    .addOption(new Option('--count <n>', 'how many cases').default(1).argParser(wholeNumber))
    .addOption(new Option('--seed <n>', 'which samples; others each time when left out').argParser(wholeNumber))
    .option('--situation <situation>', 'see "one-thing sample --help"')
    .addOption(new Option('--timeout <seconds>', 'give up on a case after').default(60).argParser(wholeNumber))
    .option('--json', 'print the result as JSON')
    .action(async (event: string, flags: RunFlags, command: Command) => {
      try {
        const result = await runSamples(ProductClient.forRole('hospital'), {
          event,
          count: flags.count,
          seed: flags.seed ?? Math.floor(Date.now() / 1_000) % 1_000_000_000,
          ...(flags.situation === undefined ? {} : { situation: flags.situation }),
          out: flags.json === true ? undefined : process.stdout,
          timeoutMs: flags.timeout * 1_000,
        });
        process.stdout.write(flags.json === true ? `${JSON.stringify(result)}\n` : `${inWords(result)}\n`);
        if (result.unfinished > 0) process.exitCode = 1;
      } catch (error) {
        if (error instanceof InvalidArgumentError) command.error(`error: ${error.message}`, { exitCode: 2 });
        throw error;
      }
    });

export function inWords({ count, outcomes, unfinished, p50Ms, p99Ms }: RunResult): string {
  const parts = Object.entries(outcomes).map(([status, cases]) => `${cases} ${status}`);
  const time = p50Ms === null ? '' : `; accepted to completed: median ${p50Ms} ms, slowest of a hundred ${p99Ms} ms`;
  return `${count} ${count === 1 ? 'case' : 'cases'}: ${parts.join(', ')}${unfinished > 0 ? ` (${unfinished} not ended)` : ''}${time}`;
}
