import { Registry } from 'prom-client';
import { Definitions } from '../engine/definitions';
import type { Started } from '../engine/instance';
import type { FoldedInstance } from '../engine/telemetry';
import { Advancer } from '../engine/advancer';
import { openMemoryStores } from '../engine/testing/memory-stores';
import { answer, canaries, definitions, Desk, makeStart, refused } from '../engine/testing/stores';
import { EngineMetrics } from './engine-metrics';

const stretch = { began: 1_000, ended: 1_020 };
const claim = { id: 'x-1-0', instanceId: 'x', event: 'e', version: 1, step: 's', subject: 1, epoch: 1, attempts: 1 };

function makeMetrics() {
  const registry = new Registry();
  const metrics = new EngineMetrics(registry);
  /** The lines of a metric that are not zero. */
  const lines = async (name: string): Promise<string[]> =>
    (await registry.metrics()).split('\n').filter((line) => line.startsWith(`one_thing_${name}`) && !/ 0$/.test(line));
  return { registry, metrics, lines };
}

const refusedFold = (code: string): FoldedInstance => {
  const [definition] = definitions.all();
  if (definition === undefined) throw new Error('no definition');
  const row = {
    ...{ seq: 2, type: 'message.refused', actor: 'somebody', at: new Date(0), hash: '' },
    detail: { code, of: 'signal' },
  };
  const move = { instanceId: 'x', seq: 2, status: 'running' as const, ended: false, incidents: [], history: [row] };
  return { definition, messages: [], move };
};

it('counts a trigger that came twice as one new case and one that was there', async () => {
  const { metrics, lines } = makeMetrics();
  const starts = [makeStart(), makeStart()];
  const started: Started[] = [
    { kind: 'created', id: 'a' },
    { kind: 'existing', id: 'a' },
  ];
  metrics.accepted({ starts, started, ...stretch });
  expect(await lines('triggers_total')).toEqual([
    'one_thing_triggers_total{event="library-card",result="created"} 1',
    'one_thing_triggers_total{event="library-card",result="existing"} 1',
  ]);
  expect(await lines('messages_folded_total')).toEqual([
    'one_thing_messages_folded_total{event="library-card",type="instance.started"} 1',
  ]);
  expect(await lines('batch_size_sum')).toEqual(['one_thing_batch_size_sum{work="accept"} 2']);
  expect(await lines('batch_duration_seconds_sum')).toEqual([
    'one_thing_batch_duration_seconds_sum{work="accept"} 0.02',
  ]);
});

it('counts what the engine has folded, refused, opened and ended, and nothing of whom it is about', async () => {
  const { registry, metrics, lines } = makeMetrics();
  const stores = openMemoryStores();
  const advancer = new Advancer(
    stores.instances,
    new Definitions(definitions.all()),
    ...([{ ring: () => undefined }, undefined, undefined, undefined] as const),
    metrics,
  );
  const desk = new Desk(stores);
  const id = await desk.started();
  const greet = await desk.claim(id, 'greet');
  const issue = await desk.claim(id, 'issue@1');
  await advancer.advance(id, [answer(greet, { outcome: 'failed', reason: { code: 'no-answer' } })]);
  await advancer.advance(id, [answer(greet, { outcome: 'completed' })]);
  await advancer.advance(id, [answer(issue, refused('fraud'))]);
  expect((await lines('messages_folded_total')).map((line) => line.replace('event="library-card",', ''))).toEqual([
    'one_thing_messages_folded_total{type="step.failed"} 1',
    'one_thing_messages_folded_total{type="message.refused"} 1',
    'one_thing_messages_folded_total{type="step.refused"} 1',
  ]);
  expect(await lines('messages_refused_total')).toEqual([
    'one_thing_messages_refused_total{type="answer",code="late-answer"} 1',
  ]);
  expect(await lines('incidents_opened_total')).toEqual(['one_thing_incidents_opened_total{code="no-answer"} 1']);
  expect(await lines('instances_ended_total')).toEqual([
    'one_thing_instances_ended_total{event="library-card",status="rejected"} 1',
  ]);
  const page = await registry.metrics();
  for (const secret of [canaries.name, canaries.idNumber, id]) expect(page).not.toContain(secret);
});

it('does not grow without end when codes come from outside', async () => {
  const { metrics, lines } = makeMetrics();
  const folded = Array.from({ length: 5_000 }, (_, n) => refusedFold(`code-${n}`));
  metrics.advanced({ folded, ...stretch });
  metrics.advanced({ folded: folded.slice(0, 1), ...stretch });
  const found = await lines('messages_refused_total');
  expect(found.length).toBeLessThanOrEqual(101);
  expect(found[0]).toBe('one_thing_messages_refused_total{type="signal",code="code-0"} 2');
  expect(found.at(-1)).toMatch(/code="other"} 4900$/);
});

it('knows how many attempts are under way, and forgets those that are over, however they ended', async () => {
  const { metrics, lines } = makeMetrics();
  const [first, second] = [metrics.attempt(claim, 'police', 'call'), metrics.attempt(claim, 'police', 'ask')];
  const nobodyCalled = metrics.attempt(claim, 'police', 'none');
  expect(await lines('attempts_in_flight')).toEqual(['one_thing_attempts_in_flight{department="police"} 2']);
  first.end('thrown');
  second.end('completed');
  nobodyCalled.end('impossible');
  expect(await lines('attempts_in_flight')).toEqual([]);
  expect(await lines('attempts_total')).toEqual([
    'one_thing_attempts_total{department="police",outcome="thrown"} 1',
    'one_thing_attempts_total{department="police",outcome="completed"} 1',
  ]);
  expect(await lines('attempt_duration_seconds_count')).toEqual([
    'one_thing_attempt_duration_seconds_count{department="police"} 2',
  ]);
});

it('tells rings from what they name, lost rings, and sweeps that failed', async () => {
  const { metrics, lines } = makeMetrics();
  metrics.rang('police', 64);
  metrics.rang('police', 1);
  metrics.ringFailed('police');
  metrics.swept({ timers: 3, unfolded: 1, rung: 5, incidents: 2, more: false });
  metrics.swept(undefined);
  expect(await lines('rings_total')).toEqual(['one_thing_rings_total{department="police"} 2']);
  expect(await lines('rung_executions_total')).toEqual(['one_thing_rung_executions_total{department="police"} 65']);
  expect(await lines('rings_failed_total')).toEqual(['one_thing_rings_failed_total{department="police"} 1']);
  expect(await lines('sweeps_total')).toEqual([
    'one_thing_sweeps_total{result="done"} 1',
    'one_thing_sweeps_total{result="failed"} 1',
  ]);
  expect(await lines('sweep_found_total')).toEqual([
    'one_thing_sweep_found_total{what="timers"} 3',
    'one_thing_sweep_found_total{what="unfolded"} 1',
    'one_thing_sweep_found_total{what="rung"} 5',
    'one_thing_sweep_found_total{what="stalled"} 2',
  ]);
});
