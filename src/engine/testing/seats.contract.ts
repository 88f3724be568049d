import type { Attendants } from '../attendants';
import type { ClaimedExecution } from '../execution-store';
import { answer, decide, Desk, signal, type Stores } from './stores';

/** Workers of one process: they have room as the test says, and keep what they are given. */
class TestAttendants implements Attendants {
  readonly worker = 'seated worker';
  readonly leaseMs = 60_000;
  readonly taken: ClaimedExecution[] = [];
  left = 0;

  constructor(private readonly room: Readonly<Record<string, number>>) {}

  reserve(department: string) {
    const reserved = this.taken.length + this.left;
    if (reserved >= (this.room[department] ?? 0)) return undefined;
    return {
      take: (claimed: ClaimedExecution) => void this.taken.push(claimed),
      leave: () => void (this.left += 1),
    };
  }
}

export function describeSeats(stores: () => Stores): void {
  describe('executions taken as they open', () => {
    let desk: Desk;
    beforeEach(() => {
      desk = new Desk(stores());
    });
    /** Completes the card of the case, which opens the letter of the department "post". */
    const completeCard = async (id: string, attendants: Attendants) => {
      const claimed = await desk.claim(id, 'issue@1');
      const done = answer(claimed, { outcome: 'completed' }, { 'reader.cardNumber': 'C1' });
      return stores().instances.advance(new Map([[id, [done]]]), decide, attendants);
    };

    it('gives what opens to whoever has room, as a claim would, and logs that it was disclosed', async () => {
      const attendants = new TestAttendants({ post: 1 });
      const id = await desk.started();
      const [moved] = await completeCard(id, attendants);
      const open = await desk.open(id, 'welcome@1');
      expect(open).toMatchObject({ status: 'running', epoch: 1, attempts: 1, doubt: false });
      expect(moved?.opened.map(({ region }) => region)).not.toContain('welcome@1');
      const [taken] = attendants.taken;
      expect(taken).toMatchObject({
        ...{ id: open.id, instanceId: id, event: 'library-card', version: 1, step: 'welcome', region: 'welcome@1' },
        ...{ subject: 1, epoch: 1, attempts: 1, doubt: false, accepted: false },
      });
      expect(taken?.caseNumber).toMatch(/^LC-\d{8}-\d{7,}$/);
      expect(Object.keys(taken?.fields ?? {}).sort()).toEqual(['reader.cardNumber', 'reader.name']);
      expect(await desk.inspect.disclosures(id)).toContainEqual({ execution: open.id, epoch: 1 });
    });

    it('lets nobody else have it before the lease is over, and then in doubt', async () => {
      const attendants = new TestAttendants({ post: 1 });
      const id = await desk.started();
      await completeCard(id, attendants);
      const { id: execution } = await desk.open(id, 'welcome@1');
      expect(await stores().executions.claim([execution], 'another', 1_000)).toEqual([]);
      await stores().advanceTime(61_000);
      const [again] = await stores().executions.claim([execution], 'another', 60_000);
      expect(again).toMatchObject({ epoch: 2, attempts: 2, doubt: true });
      const late = answer(attendants.taken[0] as ClaimedExecution, { outcome: 'completed' });
      await desk.advance(id, late);
      expect((await desk.historyTypes(id)).at(-1)).toBe('message.refused stale-epoch');
    });

    it('leaves for a ring what nobody has room for', async () => {
      const attendants = new TestAttendants({ library: 5 });
      const id = await desk.started();
      const [moved] = await completeCard(id, attendants);
      expect(moved?.opened.map(({ region }) => region).sort()).toEqual(['shelf', 'welcome@1']);
      expect(await desk.open(id, 'welcome@1')).toMatchObject({ status: 'pending', epoch: 0 });
      expect(attendants.taken).toEqual([]);
    });

    it('knows the record as it is now, whoever has moved the case in between', async () => {
      const id = await desk.started({ photoKnown: false });
      await desk.deliver(id, signal('photo@1', 'k', { 'reader.photo': 'new' }));
      const attendants = new TestAttendants({ library: 5 });
      await stores().instances.advance(new Map([[id, []]]), decide, attendants);
      const seen = attendants.taken.find(({ region }) => region === 'issue@1') ?? (await desk.claim(id, 'issue@1'));
      expect(seen.fields).toMatchObject({ 'reader.photo': 'new' });
    });

    it('gives the room back when the move cannot be written', async () => {
      const attendants = new TestAttendants({ post: 1 });
      const id = await desk.started();
      const claimed = await desk.claim(id, 'issue@1');
      const done = answer(claimed, { outcome: 'completed' }, { 'reader.cardNumber': 'C1' });
      const breaks: typeof decide = () => {
        throw new Error('out of order');
      };
      await expect(stores().instances.advance(new Map([[id, [done]]]), breaks, attendants)).rejects.toThrow();
      expect(attendants.taken).toEqual([]);
      await stores().instances.advance(new Map([[id, [done]]]), decide, attendants);
      expect(attendants.taken.length + attendants.left).toBe(1);
    });
  });
}
