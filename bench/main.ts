import { parseArgs } from 'node:util';
import { runBench } from './run';

/** `node dist/bench/main.js --count 4000 --history 0 --redis-url redis://…`: one JSON line. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      count: { type: 'string', default: '4000' },
      history: { type: 'string', default: '0' },
      'in-flight': { type: 'string', default: '256' },
      'redis-url': { type: 'string' },
      'redis-pid': { type: 'string' },
    },
  });
  const result = await runBench({
    count: Number(values.count),
    history: Number(values.history),
    inFlight: Number(values['in-flight']),
    ...(values['redis-url'] === undefined ? {} : { redisUrl: values['redis-url'] }),
    ...(values['redis-pid'] === undefined ? {} : { redisPid: Number(values['redis-pid']) }),
    say: (line) => process.stderr.write(`${line}\n`),
  });
  process.stdout.write(`${JSON.stringify(result)}\n`);
}

void main();
