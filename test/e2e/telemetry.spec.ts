import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import { request } from 'undici';
import { createLog } from '../../src/wiring/log';
import { startProduct } from '../../src/wiring/product';
import { Hospital } from '../support/cases';
import { findFreePort } from '../support/free-port';
import { OtlpReceiver, type ReceivedSpan } from '../support/otlp-receiver';
import { startProductWorld, type ProductWorld } from '../support/product-world';
import { until } from '../support/until';

let world: ProductWorld;
let collector: OtlpReceiver;

beforeAll(async () => {
  collector = await OtlpReceiver.listen();
  world = await startProductWorld('postgres', { collector: collector.url });
}, 120_000);
afterAll(async () => {
  await world.stop();
  collector.close();
});

/** Every sample of a scrape by its name and labels. */
async function scrape(): Promise<Map<string, number>> {
  const { statusCode, body } = await request(`${world.url}/metrics`);
  expect(statusCode).toBe(200);
  const lines = (await body.text()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.split(' ').at(-1))]));
}

it('a whole case can be followed in the figures, and nobody can be recognised in them', async () => {
  const before = await scrape();
  expect(before.get('one_thing_database_answering')).toBe(1);
  const report = world.birth('marriedLocal');
  const id = await world.hospital.start(report);
  const view = await world.hospital.ended(id);
  await world.hospital.start(report).catch(() => undefined);

  const after = await until('the case is counted', async () => {
    const found = await scrape();
    return found.get('one_thing_instances_ended_total{event="newborn",status="completed"}') === 1 ? found : undefined;
  });
  const sum = (name: string, samples = after): number =>
    [...samples].reduce((total, [sample, value]) => (sample.startsWith(name) ? total + value : total), 0);

  expect(after.get('one_thing_triggers_total{event="newborn",result="created"}')).toBe(1);
  expect(after.get('one_thing_triggers_total{event="newborn",result="existing"}')).toBe(1);
  expect(after.get('one_thing_messages_folded_total{event="newborn",type="instance.started"}')).toBe(1);
  const text = `select count(*)::int as n from history where type = 'step.completed'`;
  const completed = (await world.product.engine.pool.query<{ n: number }>(text)).rows[0]?.n ?? 0;
  expect(completed).toBeGreaterThanOrEqual(8);
  expect(after.get('one_thing_messages_folded_total{event="newborn",type="step.completed"}')).toBe(completed);
  expect(sum('one_thing_attempts_total')).toBeGreaterThanOrEqual(completed);
  expect(sum('one_thing_attempts_in_flight')).toBe(0);
  expect(sum('one_thing_rings_total')).toBeGreaterThan(0);
  expect(after.get('one_thing_batch_size_count{work="accept"}')).toBe(2);
  expect(sum('one_thing_batch_size_count{work="advance"}')).toBeGreaterThan(0);
  expect(sum('one_thing_sweeps_total')).toBeGreaterThan(0);
  expect(after.get('one_thing_breaker_state{department="police",state="closed"}')).toBe(1);
  expect(after.get('one_thing_department_open{department="police"}')).toBe(1);
  expect(after.has('one_thing_executions{department="police",state="ready"}')).toBe(true);
  expect(sum('one_thing_info{version="0.1.0"')).toBe(1);
  expect(after.get('one_thing_definition_info{event="newborn",version="1"}')).toBe(1);
  expect(after.has('nodejs_eventloop_lag_p99_seconds')).toBe(true);

  const page = await (await request(`${world.url}/metrics`)).body.text();
  expect(page).toContain('one_thing_');
  expect(page).not.toContain(id);
  expect(page).not.toContain(view.caseNumber);
  for (const secret of stringsOf(report).filter((text) => text.length >= 6 || /\p{Script=Han}/u.test(text))) {
    expect(page).not.toContain(secret);
  }
  expect(world.logged.filter((line) => line.includes('telemetry failed'))).toEqual([]);
});

it('a case can be followed from its trigger to its last answer over the processes that carried it', async () => {
  // One process takes the trigger and does nothing else; the other one does the work.
  const port = await findFreePort();
  const apart = await startProduct({ ...world.product.config, port }, { api: true }, createLog('silent'));
  const { key } = await world.product.keys.issue({ name: 'the other ward', role: 'hospital', organisation: 'JH0001' });
  const caller = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7' };
  const called: string[] = [];
  const listen = (message: unknown): void => {
    const { url, headers } = (message as { request: IncomingMessage }).request;
    if (/\/matters\/|\/answers\//.test(url ?? '')) called.push(String(headers['traceparent']));
  };
  subscribe('http.server.request.start', listen);
  await world.sandbox.callers.police.setFaults({ later: { afterMs: 50 } });
  const report = world.birth('marriedLocal');
  const traceparent = `00-${caller.traceId}-${caller.spanId}-01`;
  const { body } = await new Hospital(apart.url ?? '', key).report(report, { traceparent });
  await apart.stop();
  const traceId = body.id.replaceAll('-', '');
  const spansOf = (id: string): ReceivedSpan[] => collector.spans.filter((span) => span.traceId === id);
  // Sent by the stop: it is not waited for.
  const [root] = spansOf(traceId).filter(({ parentSpanId }) => parentSpanId === undefined);
  expect(root?.name).toBe('accept newborn');
  expect((await world.hospital.ended(body.id)).status).toBe('completed');
  const spans = await until('the last answer is there', () => {
    const found = spansOf(traceId);
    const isOver = found.some(({ attributes }) => attributes['one_thing.status'] === 'completed');
    return Promise.resolve(isOver ? found : undefined);
  });
  unsubscribe('http.server.request.start', listen);
  await world.sandbox.callers.police.clearFaults();

  const byId = new Map(spans.map((span) => [span.spanId, span]));
  expect(byId.size).toBe(spans.length);
  expect(spans.filter(({ parentSpanId }) => parentSpanId === undefined)).toEqual([root]);
  expect(spans.filter(({ parentSpanId = root?.spanId }) => !byId.has(parentSpanId as string))).toEqual([]);
  const text = 'select seq from history where instance_id = $1 order by seq';
  const { rows } = await world.product.engine.pool.query<{ seq: number }>(text, [body.id]);
  const told = spans
    .flatMap(({ attributes }) => attributes['one_thing.seq'] ?? [])
    .sort((a, b) => Number(a) - Number(b));
  expect(told).toEqual(rows.map(({ seq }) => seq));
  const attempts = spans.filter(({ name }) => name.startsWith('attempt '));
  expect(attempts.length).toBeGreaterThanOrEqual(8);
  expect(new Set(attempts.map(({ from }) => from === root?.from))).toEqual(new Set([false]));
  expect(called.sort()).toEqual(attempts.map(({ spanId }) => `00-${traceId}-${spanId}-01`).sort());
  expect(spans.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['receive answer', 'claim householdRegistration']),
  );
  const answer = spans.find(({ name }) => name === 'receive answer');
  expect(spans.filter(({ links }) => links.some(({ spanId }) => spanId === answer?.spanId))).toHaveLength(1);

  const [trigger, ...more] = spansOf(caller.traceId);
  expect([trigger?.name, trigger?.parentSpanId, more]).toEqual(['trigger newborn', caller.spanId, []]);
  expect(trigger?.links).toMatchObject([{ traceId, spanId: root?.spanId }]);
  expect(root?.links).toMatchObject([{ traceId: caller.traceId, spanId: trigger?.spanId }]);

  // A word of letters is a code, and one of them stands in the name of a step.
  const secrets = stringsOf(report).filter(
    (one) => !/^[a-z]*$/i.test(one) && (one.length >= 6 || /\P{ASCII}/u.test(one)),
  );
  const sent = collector.bodies.join('');
  expect(secrets.length).toBeGreaterThan(10);
  expect([...secrets, body.caseNumber].filter((one) => sent.includes(one))).toEqual([]);
});

it('a collector that is down costs one line in the log, and no case anything', async () => {
  collector.status = 503;
  const id = await world.hospital.start(world.birth('marriedLocal'));
  expect((await world.hospital.ended(id)).status).toBe('completed');
  await until('the collector was tried', () => Promise.resolve(collector.refused > 0 || undefined));
  await until('it is told', () =>
    Promise.resolve(world.logged.filter((line) => line.includes('traces were not taken')).length === 1 || undefined),
  );
  collector.status = 200;
});

/** Every text of a report: names, numbers, addresses, phones. */
function stringsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsOf) : [];
}
