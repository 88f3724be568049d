import { answer, Desk, refused, type Stores } from './stores';

export function describeLeases(stores: () => Stores): void {
  describe('leases', () => {
    let desk: Desk;
    beforeEach(() => {
      desk = new Desk(stores());
    });
    const due = async (...departments: string[]) =>
      (await stores().executions.findDue(10_000, departments.length === 0 ? undefined : departments)).map(
        ({ id }) => id,
      );
    const settle = (
      { id, epoch }: { id: string; epoch: number },
      status: 'pending' | 'accepted' | 'unknown',
      availableInMs = 0,
    ) => stores().executions.settle([{ id, epoch, status, availableInMs, reason: { code: 'busy' } }]);

    it('gives each execution to one of eight claimers, in whatever order they ask', async () => {
      const ids = await Promise.all(Array.from({ length: 30 }, () => desk.started()));
      const open = await Promise.all(ids.map(async (id) => (await desk.open(id, 'greet')).id));
      const claims = await Promise.all(
        Array.from({ length: 8 }, (_, n) =>
          stores().executions.claim(n % 2 === 0 ? open : open.toReversed(), `worker ${n}`, 60_000),
        ),
      );
      const claimed = claims.flat().map(({ id }) => id);
      const rest = await stores().executions.claim(open, 'the last', 60_000);
      expect([...claimed, ...rest.map(({ id }) => id)].sort()).toEqual([...open].sort());
      for (const id of ids)
        expect(await desk.open(id, 'greet')).toMatchObject({ status: 'running', epoch: 1, attempts: 1 });
    });

    it('passes over ids that are unknown, malformed or named twice', async () => {
      const id = await desk.started();
      const { id: execution } = await desk.open(id, 'greet');
      const asked = [execution, execution, `${id}-1-77`, `${id}-9999999-1`, `${id}-0-256`, 'nonsense'];
      const claimed = await stores().executions.claim(asked, 'worker', 1_000);
      expect(claimed.map((one) => one.id)).toEqual([execution]);
      expect(await stores().executions.claim([], 'worker', 1_000)).toEqual([]);
    });

    it('gives the worker what the call needs, and logs that it was disclosed', async () => {
      const id = await desk.started({ subjects: 2 });
      const claimed = await desk.claim(id, 'issue@2');
      expect(claimed).toMatchObject({
        ...{ instanceId: id, event: 'library-card', version: 1, step: 'issue', region: 'issue@2', subject: 2 },
        ...{ epoch: 1, attempts: 1, doubt: false, accepted: false },
      });
      expect(claimed.caseNumber).toMatch(/^LC-\d{8}-\d{7,}$/);
      expect(await desk.inspect.disclosures(id)).toEqual([{ execution: claimed.id, epoch: 1 }]);
    });

    it('passes an expired lease on under the next epoch, and says that the outcome is in doubt', async () => {
      const id = await desk.started();
      const first = await desk.claim(id, 'greet', 1_000);
      expect(await due()).not.toContain(first.id);
      await stores().advanceTime(2_000);
      expect(await due()).toContain(first.id);
      expect(await desk.claim(id, 'greet')).toMatchObject({ id: first.id, epoch: 2, attempts: 2, doubt: true });
    });

    it('lets the holder of an old epoch change nothing', async () => {
      const id = await desk.started();
      const frozen = await desk.claim(id, 'greet', 1_000);
      await stores().advanceTime(2_000);
      const holder = await desk.claim(id, 'greet', 5_000);
      await settle(frozen, 'pending');
      await stores().executions.renew([frozen], 500_000);
      await desk.advance(id, answer(frozen, { outcome: 'completed' }));
      expect(await desk.open(id, 'greet')).toMatchObject({ status: 'running', epoch: 2, doubt: true });
      expect(await due()).not.toContain(holder.id);
      await stores().advanceTime(6_000);
      expect(await due()).toContain(holder.id);
    });

    it('keeps a lease that is renewed', async () => {
      const id = await desk.started();
      const claimed = await desk.claim(id, 'greet', 1_000);
      await stores().executions.renew([claimed], 10_000);
      await stores().advanceTime(5_000);
      expect(await stores().executions.claim([claimed.id], 'another', 1_000)).toEqual([]);
    });

    it('ends the leases of holders who are gone, and of nobody else', async () => {
      const [first, second] = [await desk.started(), await desk.started()];
      const claim = async (id: string, worker: string) => {
        const { id: execution } = await desk.open(id, 'greet');
        return (await stores().executions.claim([execution], worker, 60_000))[0] as { id: string; epoch: number };
      };
      const [gone, living] = [await claim(first, 'the one who is gone'), await claim(second, 'the one who lives')];
      expect(await stores().executions.findHolders()).toEqual(
        expect.arrayContaining(['the one who is gone', 'the one who lives']),
      );
      await stores().executions.expire(['the one who is gone']);
      expect(await stores().executions.findHolders()).not.toContain('the one who is gone');
      const found = await due();
      expect([found.includes(gone.id), found.includes(living.id)]).toEqual([true, false]);
      expect(await desk.claim(first, 'greet')).toMatchObject({ epoch: 2, attempts: 2, doubt: true });
      // Should it live after all, it is fenced.
      await settle(gone, 'pending');
      expect(await desk.open(first, 'greet')).toMatchObject({ status: 'running', epoch: 2 });
    });

    it('ends the lease of a claim that its holder never heard of, and of nothing the holder has or has just taken', async () => {
      const ids = [await desk.started(), await desk.started(), await desk.started(), await desk.started()];
      const claim = async (n: number, worker: string, leaseMs: number): Promise<string> => {
        const { id } = await desk.open(ids[n] as string, 'greet');
        await stores().executions.claim([id], worker, leaseMs);
        return id;
      };
      const lost = await claim(0, 'deaf', 20_000);
      const held = await claim(1, 'deaf', 20_000);
      const fresh = await claim(2, 'deaf', 30_000);
      const foreign = await claim(3, 'another', 20_000);
      await stores().executions.expireUnheld(['deaf', 'deaf under another name'], [held], 25_000);
      const found = await due();
      expect([lost, held, fresh, foreign].map((id) => found.includes(id))).toEqual([true, false, false, false]);
      expect(await desk.claim(ids[0] as string, 'greet')).toMatchObject({ epoch: 2, doubt: true });
      // So that nothing of this is left for others.
      await stores().executions.expire(['deaf', 'another']);
    });

    it('ends no lease of what is answered, and names no holder of it', async () => {
      const id = await desk.started();
      const { id: execution } = await desk.open(id, 'greet');
      const [claimed] = await stores().executions.claim([execution], 'answered and gone', 60_000);
      await desk.advance(id, answer(claimed as { id: string; epoch: number }, { outcome: 'completed' }));
      expect(await stores().executions.findHolders()).not.toContain('answered and gone');
      await stores().executions.expire(['answered and gone']);
      expect(await due()).not.toContain(execution);
    });

    it('takes back an execution that was not done, for later and without doubt', async () => {
      const id = await desk.started();
      const claimed = await desk.claim(id, 'greet');
      await settle(claimed, 'pending', 5_000);
      expect(await due()).not.toContain(claimed.id);
      expect(await stores().executions.claim([claimed.id], 'early', 1_000)).toEqual([]);
      await stores().advanceTime(6_000);
      expect(await due('library')).toContain(claimed.id);
      expect(await due('post')).not.toContain(claimed.id);
      expect(await desk.claim(id, 'greet')).toMatchObject({ attempts: 2, doubt: false, accepted: false });
    });

    it('remembers that an outcome is unknown', async () => {
      const id = await desk.started();
      await settle(await desk.claim(id, 'greet'), 'unknown');
      expect(await desk.open(id, 'greet')).toMatchObject({ status: 'unknown' });
      expect(await desk.claim(id, 'greet')).toMatchObject({ doubt: true, accepted: false });
    });

    it('remembers that a department has accepted, and does not count the waiting as failures', async () => {
      const id = await desk.started();
      await settle(await desk.claim(id, 'greet'), 'accepted');
      expect(await desk.open(id, 'greet')).toMatchObject({ status: 'accepted' });
      const asking = await desk.claim(id, 'greet');
      expect(asking).toMatchObject({ accepted: true, attempts: 1 });
      await settle(asking, 'unknown');
      expect(await desk.claim(id, 'greet')).toMatchObject({ accepted: true, doubt: true, attempts: 2 });
    });

    it('takes the later answer of a department without an epoch, and gives the execution to nobody after it', async () => {
      const id = await desk.started();
      const claimed = await desk.claim(id, 'greet', 1_000);
      await settle(claimed, 'accepted');
      await desk.advance(id, answer({ id: claimed.id }, { outcome: 'completed' }));
      await stores().advanceTime(10_000);
      expect(await due()).not.toContain(claimed.id);
      expect(await stores().executions.claim([claimed.id], 'worker', 1_000)).toEqual([]);
      await settle(claimed, 'pending');
      await stores().executions.renew([claimed], 1_000);
      const [greet] = (await desk.inspect.executions(id)).filter(({ region }) => region === 'greet');
      expect(greet).toMatchObject({ status: 'completed', open: false });
    });

    it('never finds or gives away what is closed or what a person must do', async () => {
      const id = await desk.started();
      const issue = await desk.claim(id, 'issue@1');
      await desk.advance(id, answer(issue, refused('fraud')));
      const cancelled = (await desk.inspect.executions(id)).map((execution) => execution.id);
      await stores().advanceTime(100_000);
      const found = await due();
      expect(cancelled.filter((execution) => found.includes(execution))).toEqual([]);
      expect(await stores().executions.claim(cancelled, 'worker', 1_000)).toEqual([]);
    });

    it('does not lose or tie up leases while their instances are being moved', async () => {
      const ids = await Promise.all(Array.from({ length: 20 }, () => desk.started({ subjects: 3 })));
      const all = (await Promise.all(ids.map((id) => desk.inspect.executions(id)))).flat();
      const claimed = await stores().executions.claim(
        all.map(({ id }) => id),
        'worker',
        60_000,
      );
      const fraud = claimed.filter(({ region }) => region === 'issue@1');
      await Promise.all([
        ...ids.map((id) =>
          desk.advance(
            id,
            ...fraud.filter(({ instanceId }) => instanceId === id).map((one) => answer(one, refused('fraud'))),
          ),
        ),
        stores().executions.renew(claimed, 60_000),
        stores().executions.settle(
          claimed.toReversed().map(({ id, epoch }) => ({ id, epoch, status: 'pending' as const, availableInMs: 0 })),
        ),
        stores().executions.claim(
          all.map(({ id }) => id),
          'another',
          60_000,
        ),
      ]);
      for (const id of ids) {
        expect((await desk.inspect.executions(id)).filter(({ open }) => open)).toEqual([]);
      }
    });
  });
}
