import { inWords } from './commands/run';
import type { InstanceView, ProductClient } from './product-client';
import { runSamples, type RunResult } from './run-samples';

const view = (id: string, status: string, ms?: number, steps: string[] = []): InstanceView => ({
  ...{ id, caseNumber: `NB-${id}`, status, progress: { done: 0, total: steps.length } },
  startedAt: '2026-02-13T09:00:00.000+08:00',
  completedAt: ms === undefined ? null : new Date(Date.parse('2026-02-13T01:00:00.000Z') + ms).toISOString(),
  steps: steps.map((one, n) => ({ id: `step${n}`, title: `step${n}`, status: one })),
});

/** A product whose n-th case is seen as `views[n]`, one look after the other, the last one for ever. */
class SeenProduct {
  readonly triggered: object[] = [];
  looks = 0;
  private readonly queues: InstanceView[][];

  constructor(views: InstanceView[][]) {
    this.queues = views.map((one) => [...one]);
  }

  trigger = (_event: string, report: object): Promise<{ id: string }> => {
    this.triggered.push(report);
    return Promise.resolve({ id: String(this.triggered.length - 1) });
  };

  getInstance = (id: string): Promise<InstanceView> => {
    this.looks += 1;
    const queue = this.queues[Number(id)] as InstanceView[];
    return Promise.resolve((queue.length > 1 ? queue.shift() : queue[0]) as InstanceView);
  };

  run(count: number, timeoutMs = 60_000): Promise<RunResult> {
    const options = { event: 'newborn', count, seed: 5, out: undefined, timeoutMs };
    return runSamples(this as unknown as ProductClient, options);
  }
}

it('counts how cases ended, and how long those took that did', async () => {
  const product = new SeenProduct([
    [view('0', 'accepted'), view('0', 'running', undefined, ['running']), view('0', 'completed', 100)],
    [view('1', 'completed', 300)],
    [view('2', 'partiallyCompleted', 200)],
    [view('3', 'running', undefined, ['completed', 'waiting'])],
  ]);
  const result = await product.run(4);
  expect(result).toMatchObject({ event: 'newborn', count: 4, unfinished: 1, p50Ms: 200, p99Ms: 300 });
  expect(result.outcomes).toEqual({ completed: 2, partiallyCompleted: 1, running: 1 });
  expect(result.cases.map(({ caseNumber, status, ms }) => [caseNumber, status, ms])).toEqual([
    ['NB-0', 'completed', 100],
    ['NB-1', 'completed', 300],
    ['NB-2', 'partiallyCompleted', 200],
    ['NB-3', 'running', null],
  ]);
  expect(new Set(product.triggered.map((report) => JSON.stringify(report))).size).toBe(4);
});

it('keeps every case in its place when more are run than are followed at the same time', async () => {
  const product = new SeenProduct(Array.from({ length: 45 }, (_, n) => [view(String(n), 'completed', n)]));
  const { cases, outcomes } = await product.run(45);
  expect(outcomes).toEqual({ completed: 45 });
  expect(cases.map(({ id }) => Number(id)).sort((a, b) => a - b)).toEqual(Array.from({ length: 45 }, (_, n) => n));
});

it('does not wait for a case that waits for people', async () => {
  const product = new SeenProduct([[view('0', 'running', undefined, ['completed', 'suspended', 'waiting'])]]);
  expect(await product.run(1)).toMatchObject({ unfinished: 1, p50Ms: null, p99Ms: null });
  expect(product.looks).toBe(1);
});

it('goes on while anything is on its way, and gives up when the time is up', async () => {
  const product = new SeenProduct([[view('0', 'running', undefined, ['dispatched', 'completed'])]]);
  expect(await product.run(1, 60)).toMatchObject({ outcomes: { running: 1 }, unfinished: 1 });
  expect(product.looks).toBeGreaterThan(1);
});

it('runs nothing when nothing is asked for', async () => {
  expect(await new SeenProduct([]).run(0)).toEqual({
    ...{ event: 'newborn', count: 0, outcomes: {}, unfinished: 0, p50Ms: null, p99Ms: null, cases: [] },
  });
});

it('passes on what the server says against a report', async () => {
  const product = new SeenProduct([]);
  product.trigger = () => Promise.reject(new Error('the server answered 422: no'));
  await expect(product.run(2)).rejects.toThrow('the server answered 422: no');
});

describe('in words', () => {
  const result = { event: 'newborn', cases: [], unfinished: 0, p50Ms: 120, p99Ms: 480 };
  const time = '; accepted to completed: median 120 ms, slowest of a hundred 480 ms';

  it.each<[string, RunResult]>([
    [`1 case: 1 completed${time}`, { ...result, count: 1, outcomes: { completed: 1 } }],
    [
      `3 cases: 2 completed, 1 running (1 not ended)${time}`,
      { ...result, count: 3, outcomes: { completed: 2, running: 1 }, unfinished: 1 },
    ],
    [
      '1 case: 1 running (1 not ended)',
      { ...result, count: 1, outcomes: { running: 1 }, unfinished: 1, p50Ms: null, p99Ms: null },
    ],
  ])('it says "%s"', (words, one) => expect(inWords(one)).toBe(words));
});
