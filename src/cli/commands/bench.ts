import { Command, Option } from 'commander';
import { wholeNumber } from './sample';

interface BenchFlags {
  count: number;
  queue: 'postgres' | 'redis';
  history: number;
  inFlight: number;
  timers?: number;
  migrate?: number;
  idle?: number;
  search?: number;
  streams?: number;
}

export const benchCommand = (): Command =>
  new Command('bench')
    .description('measures the newborn graph with no-op handlers on a temporary database; one JSON line a run')
    .addOption(new Option('--count <n>', 'cases').default(4000).argParser(wholeNumber))
    .addOption(
      new Option('--queue <backend>', 'which BullMQ backend').choices(['postgres', 'redis']).default('postgres'),
    )
    .addOption(new Option('--history <n>', 'completed cases in the store before').default(0).argParser(wholeNumber))
    .addOption(new Option('--in-flight <n>', 'cases at the same time').default(256).argParser(wholeNumber))
    .addOption(
      new Option('--timers <n>', 'instead: so many timers due in the same second, until all have fired').argParser(
        wholeNumber,
      ),
    )
    .addOption(
      new Option(
        '--migrate <n>',
        'instead: so many running cases, moved to another version of their definition',
      ).argParser(wholeNumber),
    )
    .addOption(
      new Option(
        '--search <n>',
        'instead: so many cases in the store, and each list by each combination of its filters',
      ).argParser(wholeNumber),
    )
    .addOption(
      new Option(
        '--idle <minutes>',
        'instead: the whole product with nothing to do, what it asks and what dead rows it leaves',
      ).argParser(wholeNumber),
    )
    .addOption(
      new Option(
        '--streams <n>',
        'instead: --count cases a round, with and without so many people who follow cases live',
      ).argParser(wholeNumber),
    )
    .action(async ({ count, queue, history, inFlight, timers, migrate, idle, search, streams }: BenchFlags) => {
      if (streams !== undefined) {
        const { runStreamsBench } = await import('../../../bench/streams.js');
        const followed = await runStreamsBench(streams, count, (line) => process.stderr.write(`${line}\n`));
        process.stdout.write(`${JSON.stringify(followed)}\n`);
        return;
      }
      if (search !== undefined) {
        const { runSearchBench } = await import('../../../bench/search.js');
        await runSearchBench(
          search,
          (line) => process.stderr.write(`${line}\n`),
          (result) => process.stdout.write(`${JSON.stringify(result)}\n`),
        );
        return;
      }
      if (idle !== undefined) {
        const { runIdleBench } = await import('../../../bench/idle.js');
        const idled = await runIdleBench(idle, (line) => process.stderr.write(`${line}\n`));
        process.stdout.write(`${JSON.stringify(idled)}\n`);
        return;
      }
      if (migrate !== undefined) {
        const { runMigrationsBench } = await import('../../../bench/migrations.js');
        const moved = await runMigrationsBench(migrate, (line) => process.stderr.write(`${line}\n`));
        process.stdout.write(`${JSON.stringify(moved)}\n`);
        return;
      }
      if (timers !== undefined) {
        const { runTimersBench } = await import('../../../bench/timers.js');
        const fired = await runTimersBench(timers, (line) => process.stderr.write(`${line}\n`));
        process.stdout.write(`${JSON.stringify(fired)}\n`);
        return;
      }
      // Only this command needs the benchmark.
      const { runBench } = await import('../../../bench/run.js');
      const { startRedisServer } = await import('../../../bench/redis-server.js');
      const redis = queue === 'redis' ? await startRedisServer() : undefined;
      try {
        const result = await runBench({
          count,
          history,
          inFlight,
          ...(redis === undefined ? {} : { redis }),
          say: (line) => process.stderr.write(`${line}\n`),
        });
        process.stdout.write(`${JSON.stringify(result)}\n`);
      } finally {
        await redis?.stop();
      }
    });
