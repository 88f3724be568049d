import { instanceStatuses } from '../engine/instance';
import { makeSamples } from './commands/sample';
import type { InstanceView, ProductClient } from './product-client';
import { ProgressTable } from './progress-table';

export interface RunResult {
  readonly event: string;
  readonly count: number;
  readonly outcomes: Readonly<Record<string, number>>;
  readonly unfinished: number;
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
  readonly cases: readonly {
    readonly id: string;
    readonly caseNumber: string;
    readonly status: string;
    readonly ms: number | null;
  }[];
}

interface RunOptions {
  readonly event: string;
  readonly count: number;
  readonly seed: number;
  readonly situation?: string;
  /** Undefined: no progress is shown. */
  readonly out: NodeJS.WriteStream | undefined;
  readonly timeoutMs: number;
}

const ENDED: readonly string[] = instanceStatuses.filter((status) => status !== 'accepted' && status !== 'running');
/** Between two looks at a case: longer when many are followed, so that looking does not slow what is looked at. */
const pollMs = (count: number): number => Math.min(500, 40 + count * 10);
const TOGETHER = 20;

/** Triggers samples and follows each case to its end, showing every step on the way. */
export async function runSamples(client: ProductClient, options: RunOptions): Promise<RunResult> {
  const samples = makeSamples(options.event, options.seed, options.count, options.situation);
  const table = new ProgressTable(options.out);
  const cases: InstanceView[] = [];
  const queue = samples.map((sample, index) => ({ sample, index }));
  const follow = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const { id } = await client.trigger(options.event, next.sample);
      cases[next.index] = await followCase(client, id, options, (view) => table.show(next?.index ?? 0, view));
    }
  };
  await Promise.all(Array.from({ length: Math.min(TOGETHER, samples.length) }, follow));
  table.end();
  return summarise(options, cases);
}

async function followCase(
  client: ProductClient,
  id: string,
  { timeoutMs, count }: RunOptions,
  show: (view: InstanceView) => void,
): Promise<InstanceView> {
  const until = performance.now() + timeoutMs;
  const everyMs = pollMs(count);
  for (;;) {
    const view = await client.getInstance(id);
    show(view);
    if (ENDED.includes(view.status) || performance.now() > until || waitsForPeople(view)) return view;
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}

const STEP_ENDED = ['completed', 'refused', 'notApplicable', 'skipped', 'manual'];

/**
 * Nothing is on its way any more and some step has not ended: the case waits for a name, a correction or an operator.
 * Where every step has ended and the case has not, what is left is filled in later and is on its way.
 */
const waitsForPeople = ({ steps }: InstanceView): boolean =>
  steps.every(({ status }) => !['dispatched', 'running'].includes(status)) &&
  steps.some(({ status }) => STEP_ENDED.includes(status) || ['suspended', 'failed'].includes(status)) &&
  steps.some(({ status }) => !STEP_ENDED.includes(status));

function summarise({ event, count }: RunOptions, cases: readonly InstanceView[]): RunResult {
  const outcomes: Record<string, number> = {};
  for (const { status } of cases) outcomes[status] = (outcomes[status] ?? 0) + 1;
  const durations = cases.flatMap((view) => durationOf(view) ?? []).sort((a, b) => a - b);
  const percentile = (p: number): number | null =>
    durations[Math.min(durations.length - 1, Math.ceil((p / 100) * durations.length) - 1)] ?? null;
  return {
    event,
    count,
    outcomes,
    unfinished: cases.filter(({ status }) => !ENDED.includes(status)).length,
    p50Ms: percentile(50),
    p99Ms: percentile(99),
    cases: cases.map((view) => ({
      id: view.id,
      caseNumber: view.caseNumber,
      status: view.status,
      ms: durationOf(view),
    })),
  };
}

const durationOf = ({ startedAt, completedAt }: InstanceView): number | null =>
  completedAt === null ? null : Date.parse(completedAt) - Date.parse(startedAt);
