import { InMemorySpanExporter, SimpleSpanProcessor, type ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { Advancer } from '../engine/advancer';
import { MessageDelivery } from '../engine/deliver-message';
import type { Started } from '../engine/instance';
import { openMemoryStores } from '../engine/testing/memory-stores';
import { answer, canaries, definitions, Desk, makeStart, refused, signal } from '../engine/testing/stores';
import { CaseTraces } from './case-traces';
import { attemptSpan, claimSpan, rowSpan } from './span-ids';

const ID = '0198a5b0-1111-7abc-8def-0123456789ab';
const TRACE = ID.replaceAll('-', '');
const stretch = { began: 1, ended: 2 };

/** The traces of one process. */
function makeTraces(share = 1) {
  const exporter = new InMemorySpanExporter();
  const traces = new CaseTraces({ processor: new SimpleSpanProcessor(exporter), version: '1', share });
  return { telemetry: traces.telemetry, spans: () => exporter.getFinishedSpans() };
}

const claimOf = (id: string, instanceId: string, epoch = 1) => ({
  ...{ id, instanceId, event: 'library-card', version: 1, step: 'issue', subject: 1, epoch, attempts: 1 },
});

function accept(
  traces: ReturnType<typeof makeTraces>,
  id: string,
  traceparent?: string,
  kind: Started['kind'] = 'created',
) {
  const start = makeStart();
  const move = { ...start.move, instanceId: id };
  const asked = { ...start, move, ...(traceparent === undefined ? {} : { traceparent }) };
  traces.telemetry.accepted({ starts: [asked], started: [{ kind, id }], ...stretch });
}

const contextOf = (span: ReadableSpan | undefined) => span?.spanContext();

it('processes that know nothing of each other make one tree of a case, and tell nothing of whom it is about', async () => {
  const [edge, worker] = [makeTraces(), makeTraces()];
  const stores = openMemoryStores();
  const told = [undefined, undefined, undefined] as const;
  const advancer = new Advancer(stores.instances, definitions, { ring: () => undefined }, ...told, worker.telemetry);
  const delivery = new MessageDelivery(stores.instances, advancer, edge.telemetry);
  const desk = new Desk(stores);
  const id = await desk.started({ photoKnown: false });
  accept(edge, id);
  await (
    await delivery.deliver(id, signal('photo@1', 'k'))
  ).folded;
  const greet = await desk.claim(id, 'greet');
  worker.telemetry.claimed({ asked: 1, claimed: [greet], ...stretch });
  worker.telemetry.attempt(greet, 'post', 'call').end('completed');
  await advancer.advance(id, [answer(greet, { outcome: 'completed' })]);
  const issue = await desk.claim(id, 'issue@1');
  worker.telemetry.attempt(issue, 'library', 'call').end('unavailable');
  worker.telemetry.attempt({ ...issue, epoch: issue.epoch + 1 }, 'library', 'call').end('refused');
  await advancer.advance(id, [answer(issue, refused('fraud'))]);

  const spans = [...edge.spans(), ...worker.spans()];
  const byId = new Map(spans.map((span) => [span.spanContext().spanId, span]));
  expect(byId.size).toBe(spans.length);
  expect(new Set(spans.map((span) => span.spanContext().traceId))).toEqual(new Set([id.replaceAll('-', '')]));
  const roots = spans.filter(({ parentSpanContext }) => parentSpanContext === undefined);
  expect(roots.map(({ name }) => name)).toEqual(['accept library-card']);
  const parents = spans.flatMap(({ parentSpanContext }) => parentSpanContext?.spanId ?? []);
  expect(parents.filter((parent) => !byId.has(parent))).toEqual([]);
  const links = spans.flatMap((span) => span.links.map(({ context }) => context.spanId));
  expect(links.map((link) => byId.get(link)?.name)).toEqual(['receive signal']);
  const history = await stores.inspect.history(id);
  expect(history.map(({ seq }) => byId.has(rowSpan(id, seq)))).toEqual(history.map(() => true));

  const completed = spans.find(({ name }) => name === 'step.completed');
  expect(completed?.parentSpanContext?.spanId).toBe(attemptSpan(greet.id, greet.epoch));
  expect(spans.at(-1)?.attributes).toMatchObject({ 'one_thing.code': 'fraud', 'one_thing.status': 'rejected' });
  const page = JSON.stringify(spans.map(({ name, attributes, links: linked }) => ({ name, attributes, linked })));
  for (const secret of Object.values(canaries)) expect(page).not.toContain(secret);
});

it('no two spans of a case share an id, whatever they are about', () => {
  const ids = [1, 2, 1_023].flatMap((seq) => [
    rowSpan(ID, seq),
    ...[0, 1, 999].flatMap((n) =>
      [1, 2, 1_000].flatMap((epoch) => [
        attemptSpan(`${ID}-${seq}-${n}`, epoch),
        claimSpan(`${ID}-${seq}-${n}`, epoch),
      ]),
    ),
  ]);
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) expect(id).toMatch(/^[89ab][0-9a-f]{15}|[a-f][0-9a-f]{15}$/);
  expect(attemptSpan('no execution', 1)).toBeUndefined();
});

describe("a caller's trace", () => {
  const caller = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16) };
  const header = (flags: string): string => `00-${caller.traceId}-${caller.spanId}-${flags}`;

  it('has the trigger under its span, and the case is linked to it', () => {
    const traces = makeTraces();
    accept(traces, ID, header('01'));
    const [trigger, root] = traces.spans();
    expect(trigger?.name).toBe('trigger library-card');
    expect(contextOf(trigger)?.traceId).toBe(caller.traceId);
    expect(trigger?.parentSpanContext?.spanId).toBe(caller.spanId);
    expect(trigger?.links[0]?.context).toMatchObject({ traceId: TRACE, spanId: rowSpan(ID, 1) });
    expect(root?.links[0]?.context).toMatchObject({ traceId: caller.traceId, spanId: contextOf(trigger)?.spanId });
  });

  it('has also a trigger that found its case there already', () => {
    const traces = makeTraces();
    accept(traces, ID, header('01'), 'existing');
    expect(traces.spans().map(({ name }) => name)).toEqual(['trigger library-card']);
    expect(traces.spans()[0]?.attributes['one_thing.result']).toBe('existing');
  });

  it.each([
    '',
    'x',
    header('00'),
    `ff${header('01').slice(2)}`,
    `${header('01')}, ${header('01')}`,
    header('01').toUpperCase(),
  ])('is left alone where it is not sampled or is none: %s', (traceparent) => {
    const traces = makeTraces();
    accept(traces, ID, traceparent);
    expect(traces.spans().map(({ name, links }) => [name, links])).toEqual([['accept library-card', []]]);
  });
});

it('of a share whole cases are traced or not at all, in every process, and departments are told which', () => {
  const [edge, worker] = [makeTraces(0.5), makeTraces(0.5)];
  const ids = Array.from(
    { length: 64 },
    (_, n) => `0198a5b0-${n.toString(16).repeat(4).slice(0, 4)}-7abc-8def-${n.toString(16).padStart(12, '7')}`,
  );
  const flags = ids.map((id) => {
    accept(edge, id);
    const attempt = worker.telemetry.attempt(claimOf(`${id}-1-0`, id), 'library', 'call');
    attempt.end('completed');
    return attempt.traceparent?.slice(-2);
  });
  const tracesOf = (spans: readonly ReadableSpan[]) => spans.map((span) => span.spanContext().traceId);
  expect(tracesOf(edge.spans())).toEqual(tracesOf(worker.spans()));
  expect(tracesOf(edge.spans())).toEqual(ids.filter((_, n) => flags[n] === '01').map((id) => id.replaceAll('-', '')));
  expect(flags.filter((flag) => flag === '00').length).toBeGreaterThan(0);
  expect(edge.spans().length).toBeGreaterThan(0);
});

it('an answer under an id that somebody has made up hangs below the root of its case', () => {
  const traces = makeTraces();
  const body = {
    type: 'answer' as const,
    execution: `${ID.replace('0', '1')}-9-9`,
    answer: { outcome: 'completed' as const },
  };
  traces.telemetry.delivered({
    messages: [{ instanceId: ID, message: { key: 'k', body }, delivery: 'new' }],
    ...stretch,
  });
  expect(traces.spans()[0]?.parentSpanContext?.spanId).toBe(rowSpan(ID, 1));
});
