import { request } from 'undici';
import { startProductWorld, type ProductWorld } from '../support/product-world';
import { until } from '../support/until';

let world: ProductWorld;

beforeAll(async () => {
  world = await startProductWorld('postgres');
}, 120_000);
afterAll(() => world.stop());

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

/** Every text of a report: names, numbers, addresses, phones. */
function stringsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsOf) : [];
}
