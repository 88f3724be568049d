import { foldMessages, foldStart } from './fold-messages';
import type { Move, OpenedExecution, StoredInstance } from './instance';
import { did, licenceChart, said } from './testing/licence-desk';
import type { TaskDecision } from './task-decision';

const id = '018f0000-0000-7000-8000-000000000001';
const [monday, friday] = [new Date('2026-03-02T01:00:00Z'), new Date('2026-03-06T01:00:00Z')];

/** The case after a move with what it has opened, as the store would give it to the next fold. */
function stored(move: Move): StoredInstance {
  const executions = new Map(
    move.opened.map(({ id: own, region, kind, clock, claimedBy, askedBy }) => [
      own,
      {
        ...{ id: own, region, epoch: 0, clock },
        status: kind === 'handler' ? ('pending' as const) : ('open' as const),
        ...(claimedBy === undefined ? {} : { claimedBy }),
        ...(askedBy === undefined ? {} : { askedBy }),
      },
    ]),
  );
  const { status, seq, state, headHash } = move;
  return { ...{ id, event: 'reading-licence', version: 1, subjects: 0 }, status, seq, state, headHash, executions };
}

const opened = (move: Move, region: string): OpenedExecution => {
  const found = move.opened.filter((one) => one.region === region);
  expect(found).toHaveLength(1);
  return found[0] as OpenedExecution;
};

/** Somebody decides about what a move has left open in a region, on the Friday after. */
function decide(before: Move, region: string, by: string, decision: TaskDecision, fields = {}): Move {
  const message = said(opened(before, region).id, by, decision, fields);
  return foldMessages(licenceChart, stored(before), [{ ...message, inboxId: '1' }], friday);
}

const started = (): Move => foldStart(licenceChart, { id, facts: {}, actor: 'citizen' }, monday);

describe('a step that is passed on', () => {
  it('has no more time than it had: a question to a colleague is not the affair of whoever applied', () => {
    const start = started();
    const { dueAt } = opened(start, 'examine');
    const asked = decide(start, 'examine', 'ann', { kind: 'escalated', role: 'supervisor', code: 'is-this-lawful' });
    expect(opened(asked, 'examine')).toMatchObject({ kind: 'escalation', dueAt });
    const back = decide(asked, 'examine', 'chief', { kind: 'returned', code: 'precedent-exists', approve: true });
    expect(opened(back, 'examine')).toMatchObject({ kind: 'task', dueAt });
  });

  it('has no more time by being proposed and sent back', () => {
    const start = started();
    const examined = foldMessages(
      licenceChart,
      stored(start),
      [{ ...did(opened(start, 'examine').id, 'ann', { outcome: 'completed' }), inboxId: '1' }],
      monday,
    );
    const { dueAt } = opened(examined, 'grant');
    const proposed = decide(examined, 'grant', 'ann', { kind: 'proposed' }, { answer: { outcome: 'completed' } });
    expect(opened(proposed, 'grant')).toMatchObject({ kind: 'review', dueAt });
    const back = decide(proposed, 'grant', 'bob', { kind: 'sentBack', code: 'number-wrong' });
    expect(opened(back, 'grant')).toMatchObject({ kind: 'task', dueAt });
  });

  it('is nobody’s to hand on while a department does it by machine', () => {
    const start = started();
    const handler = { ...opened(start, 'examine'), region: 'post', kind: 'handler' as const };
    const move = decide({ ...start, opened: [handler] }, 'post', 'chief', { kind: 'reassigned', to: 'ann' });
    expect(move.reassigned).toEqual([]);
    expect(move.history.map(({ type, detail }) => [type, detail['code']])).toEqual([
      ['message.refused', 'not-expected-here'],
    ]);
  });
});
