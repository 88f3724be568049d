import { Registry } from 'prom-client';
import type { Workload } from '../engine/workload';
import { WorkloadGauges } from './workload-gauges';

const quiet: Workload = {
  departments: [],
  incidents: [],
  deadDepartments: 0,
  timerLagSeconds: 0,
  oldestMailSeconds: 0,
};
const busy: Workload = {
  departments: [{ department: 'police', ready: 7, running: 2, accepted: 1, later: 3, oldestSeconds: 61 }],
  incidents: [{ code: 'no-answer', open: 4 }],
  deadDepartments: 1,
  timerLagSeconds: 5,
  oldestMailSeconds: 2,
};

function makeGauges(...answers: (() => Promise<Workload>)[]) {
  const registry = new Registry();
  let [reads, now] = [0, 0];
  const read = (): Promise<Workload> => {
    reads += 1;
    return answers.length > 1
      ? (answers.shift() as () => Promise<Workload>)()
      : (answers[0] as () => Promise<Workload>)();
  };
  const gauges = new WorkloadGauges({ read }, ['health', 'police'], registry, { elapsedMs: () => now, patienceMs: 20 });
  const scrape = async (): Promise<string[]> => {
    await gauges.refresh();
    return (await registry.metrics()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  };
  return { scrape, reads: () => reads, pass: (ms: number) => void (now += ms) };
}

it('asks the database when somebody scrapes, never before, and once for scrapes that come together', async () => {
  const { scrape, reads, pass } = makeGauges(() => Promise.resolve(busy));
  expect(reads()).toBe(0);
  await Promise.all([scrape(), scrape(), scrape()]);
  pass(4_999);
  await scrape();
  expect(reads()).toBe(1);
  pass(1);
  await scrape();
  expect(reads()).toBe(2);
});

it('shows every department, those for which nothing waits with zeros', async () => {
  const { scrape } = makeGauges(() => Promise.resolve(busy));
  expect((await scrape()).sort()).toEqual(
    [
      'one_thing_executions{department="health",state="ready"} 0',
      'one_thing_executions{department="health",state="running"} 0',
      'one_thing_executions{department="health",state="accepted"} 0',
      'one_thing_executions{department="health",state="later"} 0',
      'one_thing_executions{department="police",state="ready"} 7',
      'one_thing_executions{department="police",state="running"} 2',
      'one_thing_executions{department="police",state="accepted"} 1',
      'one_thing_executions{department="police",state="later"} 3',
      'one_thing_oldest_unanswered_seconds{department="health"} 0',
      'one_thing_oldest_unanswered_seconds{department="police"} 61',
      'one_thing_incidents_open{code="no-answer"} 4',
      'one_thing_departments_dead 1',
      'one_thing_timer_lag_seconds 5',
      'one_thing_oldest_mail_seconds 2',
      'one_thing_database_answering 1',
    ].sort(),
  );
});

it('forgets what was worked off', async () => {
  const { scrape, pass } = makeGauges(
    () => Promise.resolve(busy),
    () => Promise.resolve(quiet),
  );
  await scrape();
  pass(5_000);
  const lines = await scrape();
  expect(lines.filter((line) => !line.endsWith(' 0'))).toEqual(['one_thing_database_answering 1']);
  expect(lines.some((line) => line.includes('no-answer'))).toBe(false);
});

it('shows no old figures while the database is away, and asks again at the next scrape', async () => {
  const { scrape, reads, pass } = makeGauges(
    () => Promise.resolve(busy),
    () => Promise.reject(new Error('away')),
    () => Promise.resolve(busy),
  );
  await scrape();
  pass(5_000);
  expect(await scrape()).toEqual(['one_thing_database_answering 0']);
  expect(await scrape()).toContain('one_thing_timer_lag_seconds 5');
  expect(reads()).toBe(3);
});

it('does not wait for a database that hangs, and never asks it twice at once', async () => {
  let answer = (_workload: Workload): void => undefined;
  const hanging = new Promise<Workload>((resolve) => (answer = resolve));
  const { scrape, reads, pass } = makeGauges(() => hanging);
  expect(await scrape()).toEqual(['one_thing_database_answering 0']);
  pass(60_000);
  expect(await scrape()).toEqual(['one_thing_database_answering 0']);
  expect(reads()).toBe(1);
  answer(busy);
  expect(await scrape()).toContain('one_thing_departments_dead 1');
});
