import { Advancer } from './advancer';
import { MessageDelivery } from './deliver-message';
import type { DepartmentAnswer } from './department-gateway';
import { ExecutionHandler } from './handle-executions';
import type { InstanceStore } from './instance-store';
import { Sweep } from './sweep';
import { noTelemetry, type Telemetry } from './telemetry';
import { openMemoryStores } from './testing/memory-stores';
import { answer, definitions, Desk, signal } from './testing/stores';

const silent = { ring: (): void => undefined };

/** Keeps what it is told, in the words of the tests. */
function makeListener() {
  const told: string[] = [];
  const telemetry: Telemetry = {
    ...noTelemetry,
    advanced: ({ folded }) =>
      void told.push(...folded.map(({ move }) => `advanced ${move.history.map(({ type }) => type).join(' ')}`)),
    delivered: ({ messages }) => void told.push(...messages.map(({ delivery }) => `delivered ${delivery}`)),
    claimed: ({ asked }) => void told.push(`claimed ${asked}`),
    attempt: (_claim, department, kind) => ({
      traceparent: 'a trace',
      end: (outcome) => void told.push(`${kind} ${department} ${outcome}`),
    }),
    swept: (report) => void told.push(report === undefined ? 'sweep failed' : `swept ${report.unfolded}`),
  };
  return { told, telemetry };
}

function makeAdvancer(telemetry: Telemetry, advance?: (stores: InstanceStore) => InstanceStore['advance']) {
  const stores = openMemoryStores();
  const store = advance === undefined ? stores.instances : { ...stores.instances, advance: advance(stores.instances) };
  const advancer = new Advancer(store, ...([definitions, silent, undefined, undefined, undefined] as const), telemetry);
  return { advancer, stores, desk: new Desk(stores) };
}

describe('what the engine tells of an advance', () => {
  it('is what was committed, once, although the transaction was repeated', async () => {
    const { told, telemetry } = makeListener();
    const { advancer, desk } = makeAdvancer(telemetry, (inner) => async (work, decide) => {
      // As after a deadlock: everything has been decided, and nothing was written.
      await inner
        .advance(work, (...args) => {
          decide(...args);
          throw new Error('rolled back');
        })
        .catch(() => undefined);
      return inner.advance(work, decide);
    });
    const id = await desk.started();
    const greet = await desk.claim(id, 'greet');
    await advancer.advance(id, [answer(greet, { outcome: 'completed' })]);
    expect(told).toEqual(['advanced step.completed']);
  });

  it('is nothing when the transaction has failed', async () => {
    const { told, telemetry } = makeListener();
    const { advancer, desk } = makeAdvancer(telemetry, (inner) => async (work, decide) => {
      await inner.advance(work, (...args) => {
        decide(...args);
        throw new Error('connection lost');
      });
      return [];
    });
    const id = await desk.started();
    const greet = await desk.claim(id, 'greet');
    await expect(advancer.advance(id, [answer(greet, { outcome: 'completed' })])).rejects.toThrow('connection lost');
    expect(told).toEqual([]);
  });

  it('does not hold up the case when the listener throws', async () => {
    const { advancer, desk } = makeAdvancer({
      ...noTelemetry,
      advanced: () => {
        throw new Error('no listener');
      },
    });
    const id = await desk.started();
    const greet = await desk.claim(id, 'greet');
    await advancer.advance(id, [answer(greet, { outcome: 'completed' })]);
    expect(await desk.region(id, 'greet')).toBe('completed');
  });
});

it('a message that is delivered twice is told as new once', async () => {
  const { told, telemetry } = makeListener();
  const { advancer, stores, desk } = makeAdvancer(noTelemetry);
  const delivery = new MessageDelivery(stores.instances, advancer, telemetry);
  const id = await desk.started({ photoKnown: false });
  for (const instance of [id, id, '00000000-0000-7000-8000-000000000000']) {
    await (
      await delivery.deliver(instance, signal('photo@1', 'k'))
    ).folded;
  }
  expect(told).toEqual(['delivered new', 'delivered known', 'delivered unknown']);
});

describe('what the engine tells of an attempt', () => {
  const busy: DepartmentAnswer = { kind: 'unavailable', reason: { code: 'busy' } };
  const done: DepartmentAnswer = { kind: 'completed', output: { 'reader.cardNumber': 'C1' } };

  async function attemptAt(region: string, respond: () => DepartmentAnswer, lostBefore = false) {
    const { told, telemetry } = makeListener();
    const { advancer, stores, desk } = makeAdvancer(noTelemetry);
    const seen: (string | undefined)[] = [];
    const gateway = {
      call: ({ traceparent }: { traceparent?: string }) => {
        seen.push(traceparent);
        return Promise.resolve().then(respond);
      },
      ask: (_department: string, _key: string, traceparent?: string) => {
        seen.push(traceparent);
        return Promise.resolve().then(respond);
      },
    };
    const handler = new ExecutionHandler(stores.executions, gateway, advancer, definitions, {
      ...{ worker: 'w', concurrency: 4, leaseMs: 30_000, askAfterMs: 60_000, jitter: () => 1, telemetry },
    });
    const id = await desk.started();
    if (region === 'welcome@1') await desk.complete(id, 'issue@1', { 'reader.cardNumber': 'C1' });
    if (lostBefore) {
      await desk.claim(id, region, 1_000);
      await stores.advanceTime(2_000);
    }
    const { id: execution } = await desk.open(id, region);
    await handler.handle([execution]);
    return { told, seen };
  }

  it.each([
    ['completed', (): DepartmentAnswer => done],
    ['unavailable', (): DepartmentAnswer => busy],
    ['accepted', (): DepartmentAnswer => ({ kind: 'accepted' })],
    [
      'thrown',
      (): never => {
        throw new TypeError('this payload');
      },
    ],
  ])('ends once: %s', async (outcome, respond) => {
    const { told, seen } = await attemptAt('issue@1', respond);
    expect(told).toEqual(['claimed 1', `call library ${outcome}`]);
    expect(seen).toEqual(['a trace']);
  });

  it('says that the department was asked what became of an earlier call', async () => {
    const { told, seen } = await attemptAt('issue@1', () => done, true);
    expect(told).toEqual(['claimed 1', 'ask library completed']);
    expect(seen).toEqual(['a trace']);
  });

  it('says that nobody was called where only a person can tell what became of it', async () => {
    const { told, seen } = await attemptAt('welcome@1', () => done, true);
    expect(told).toEqual(['claimed 1', 'none post impossible']);
    expect(seen).toEqual([]);
  });
});

it('a sweep that fails is told as failed, and still fails', async () => {
  const { told, telemetry } = makeListener();
  const { advancer, stores } = makeAdvancer(noTelemetry);
  const sweep = new Sweep(stores.instances, stores.executions, advancer, silent, undefined, telemetry);
  await sweep.run();
  jest.spyOn(stores.instances, 'findUnfolded').mockRejectedValue(new Error('away'));
  await expect(sweep.run()).rejects.toThrow('away');
  expect(told).toEqual(['swept 0', 'sweep failed']);
});
