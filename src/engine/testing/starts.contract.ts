import { randomUUID } from 'node:crypto';
import { Desk, makeStart, type Stores } from './stores';

export function describeStarts(stores: () => Stores): void {
  describe('starting', () => {
    let desk: Desk;
    beforeEach(() => {
      desk = new Desk(stores());
    });
    const idempotency = (digest = 'a') => ({ caller: 'hospital', key: randomUUID(), digest });

    it('writes the instance with its history, executions and timers', async () => {
      const id = await desk.started({ subjects: 2, photoKnown: false });
      const { history, ...move } = makeStart({ id, subjects: 2, photoKnown: false }).move;
      expect(await desk.inspect.instance(id)).toMatchObject({
        status: 'running',
        seq: 1,
        state: move.state,
        ended: false,
      });
      expect((await desk.inspect.history(id)).map(({ type }) => type)).toEqual(history.map(({ type }) => type));
      expect((await desk.inspect.executions(id)).map(({ region, status }) => [region, status])).toEqual([
        ['greet', 'pending'],
      ]);
      expect(await desk.inspect.timers(id)).toHaveLength(6);
    });

    it('writes nothing at all of a batch in which one start cannot be written', async () => {
      const before = await desk.inspect.instances();
      const good = makeStart({ idempotency: idempotency() });
      const bad = makeStart({ photoKnown: false, since: 'no date' });
      await expect(stores().instances.start([good, bad])).rejects.toThrow();
      expect(await desk.inspect.instances()).toEqual(before);
      expect(await stores().instances.start([good])).toEqual([{ kind: 'created', id: good.id }]);
    });

    it('gives back the live instance for a business key that is taken', async () => {
      const businessKey = [randomUUID(), 'a day'];
      const id = await desk.started({ businessKey });
      const second = makeStart({ businessKey });
      expect(await stores().instances.start([second])).toEqual([{ kind: 'existing', id }]);
      expect(await desk.inspect.instances()).not.toContain(second.id);
    });

    it('makes one instance of the same business key twice in one batch', async () => {
      const starts = [makeStart({ businessKey: ['twice', randomUUID()] }), makeStart()];
      const again = makeStart({ businessKey: starts[0]?.businessKey ?? [] });
      const ids = [starts[0]?.id, starts[1]?.id, starts[0]?.id];
      const started = await stores().instances.start([...starts, again]);
      expect(started.map(({ id }) => id)).toEqual(ids);
      expect(started.map(({ kind }) => kind)).toEqual(['created', 'created', 'existing']);
    });

    it('makes one instance of fifty starts with the same business key at once', async () => {
      const businessKey = [randomUUID()];
      const starts = Array.from({ length: 50 }, (_, n) =>
        makeStart({ businessKey, ...(n % 2 === 0 ? {} : { idempotency: idempotency() }) }),
      );
      const started = (await Promise.all(starts.map((start) => stores().instances.start([start])))).flat();
      expect(started.filter(({ kind }) => kind === 'created')).toHaveLength(1);
      expect(new Set(started.map(({ id }) => id)).size).toBe(1);
    });

    it('does not tie itself in a knot when batches bring the same business keys in opposite order', async () => {
      const keys = Array.from({ length: 40 }, () => [randomUUID()]);
      const batch = (order: readonly string[][]) => order.map((businessKey) => makeStart({ businessKey }));
      const orders = Array.from({ length: 6 }, (_, n) => (n % 2 === 0 ? keys : keys.toReversed()));
      const started = (await Promise.all(orders.map((order) => stores().instances.start(batch(order))))).flat();
      expect(started.filter(({ kind }) => kind === 'created')).toHaveLength(40);
    });

    it('gives back its own instance to the same start sent again, and can still read its record', async () => {
      const start = makeStart({ photoKnown: false });
      await stores().instances.start([start]);
      expect(await stores().instances.start([start])).toEqual([{ kind: 'existing', id: start.id }]);
      const claimed = await desk.claim(start.id, 'greet');
      expect(claimed.fields).toEqual({ 'family.name': (start.record['family'] as { name: string }).name });
    });

    it('recognises an idempotency key: same content gives the same instance, other content a conflict', async () => {
      const key = idempotency('a');
      const id = await desk.started({ idempotency: key });
      expect(await stores().instances.start([makeStart({ idempotency: key })])).toEqual([{ kind: 'existing', id }]);
      const other = makeStart({ idempotency: { ...key, digest: 'b' } });
      expect(await stores().instances.start([other])).toEqual([{ kind: 'conflict', id }]);
      const caller = makeStart({ idempotency: { ...key, caller: 'clinic' } });
      expect(await stores().instances.start([caller])).toEqual([{ kind: 'created', id: caller.id }]);
    });

    it('makes one instance of the same idempotency key at once and twice in one batch', async () => {
      const key = idempotency();
      const batches = Array.from({ length: 10 }, () => [
        makeStart({ idempotency: key }),
        makeStart({ idempotency: key }),
      ]);
      const started = (await Promise.all(batches.map((starts) => stores().instances.start(starts)))).flat();
      expect(started.filter(({ kind }) => kind === 'created')).toHaveLength(1);
      expect(new Set(started.map(({ id }) => id)).size).toBe(1);
      expect(await desk.inspect.instances()).toContain(started[0]?.id);
    });

    it('leads an idempotency key to the instance that already had the business key', async () => {
      const businessKey = [randomUUID()];
      const id = await desk.started({ businessKey });
      const key = idempotency();
      const pair = [makeStart({ businessKey, idempotency: key }), makeStart({ businessKey, idempotency: key })];
      expect(await stores().instances.start(pair)).toEqual([
        { kind: 'existing', id },
        { kind: 'existing', id },
      ]);
      expect(await stores().instances.start([makeStart({ idempotency: key })])).toEqual([{ kind: 'existing', id }]);
    });
  });
}
