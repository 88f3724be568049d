import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { until } from '../../test/support/until';
import { readConfig } from './config';
import { createLog } from './log';
import { startTracing } from './tracing';

const claim = {
  ...{ id: '0198a5b0-1111-7abc-8def-0123456789ab-1-0', instanceId: '0198a5b0-1111-7abc-8def-0123456789ab' },
  ...{ event: 'e', version: 1, step: 's', subject: 1, epoch: 1, attempts: 1 },
};

let collector: Server | undefined;
afterEach(() => {
  collector?.closeAllConnections();
  collector?.close();
});

async function trace(respond: RequestListener) {
  collector = createServer(respond);
  await new Promise<void>((resolve) => collector?.listen(0, '127.0.0.1', resolve));
  const { port } = collector.address() as AddressInfo;
  const logged: string[] = [];
  const config = readConfig({ OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}/` });
  const log = createLog('warn', { write: (line: string) => void logged.push(line) });
  const tracing = await startTracing(config, log);
  return { tracing, logged };
}

it('there is nothing to tell and nothing to stop where no collector is set', async () => {
  expect(await startTracing(readConfig({}), createLog('warn'))).toBeUndefined();
});

it('what has not been sent yet is sent by the stop', async () => {
  const paths: unknown[] = [];
  const { tracing, logged } = await trace((request, response) => {
    paths.push(request.url);
    response.setHeader('content-type', 'application/json').end('{}');
  });
  tracing?.telemetry.attempt(claim, 'police', 'call').end('completed');
  await tracing?.stop();
  expect([paths, logged]).toEqual([['/v1/traces'], []]);
});

it('a collector that never answers holds up the stop for a moment only', async () => {
  const { tracing } = await trace(() => undefined);
  tracing?.telemetry.attempt(claim, 'police', 'call').end('completed');
  const began = performance.now();
  await tracing?.stop();
  expect(performance.now() - began).toBeLessThan(2_000);
});

it('a collector that refuses is told once, and the work goes on', async () => {
  let refused = 0;
  const { tracing, logged } = await trace((_request, response) => {
    refused += 1;
    response.writeHead(400).end();
  });
  for (const n of [1, 2]) {
    tracing?.telemetry.attempt(claim, 'police', 'call').end('completed');
    await until('it was refused', () => Promise.resolve(refused >= n || undefined));
  }
  await tracing?.stop();
  expect(logged.filter((line) => line.includes('traces were not taken'))).toHaveLength(1);
});
