import { randomUUID } from 'node:crypto';
import { foldMessages, holdMessages } from './fold-messages';
import { readState } from '../core';
import { GENESIS, hashHistory } from './history-hash';
import type { Move, StoredExecution, StoredInstance } from './instance';
import type { PendingMessage } from './instance-store';
import { answer, completed, correction, definitions, makeStart, refused, repair, signal } from './testing/stores';

const now = new Date('2026-03-02T01:00:00Z');
const chart = definitions.chart('library-card', 1, 2);

/** A case as its store would give it to the fold: two readers, cards being issued. */
function makeStored(words: { photoKnown?: boolean } = {}): StoredInstance {
  const start = makeStart({ id: randomUUID(), subjects: 2, ...words });
  return after(undefined, start.move);
}

/** The case after a move, with every execution that the move has opened or closed. */
function after(before: StoredInstance | undefined, move: Move): StoredInstance {
  const executions = new Map<string, StoredExecution>(before?.executions);
  for (const [id, execution] of executions) {
    const left = move.closedRegions.includes(execution.region) && execution.status === 'pending';
    if (left) executions.set(id, { ...execution, status: 'cancelled' });
  }
  for (const { id, region } of move.opened) executions.set(id, { id, region, status: 'pending', epoch: 1 });
  for (const { id, status } of move.closed) {
    executions.set(id, { ...(executions.get(id) as StoredExecution), status });
  }
  const { instanceId: id, status, seq, state, headHash } = move;
  return { ...{ id, event: 'library-card', version: 1, subjects: 2 }, status, seq, state, headHash, executions };
}

const fold = (stored: StoredInstance, ...messages: PendingMessage[]): Move =>
  foldMessages(chart, stored, messages, now);

const idOf = (stored: StoredInstance, region: string): string =>
  [...stored.executions.values()].find((execution) => execution.region === region && execution.status === 'pending')
    ?.id as string;

const types = (move: Move): string[] =>
  move.history.map(({ type, detail }) => [type, detail['code']].filter(Boolean).join(' '));

const mailed = (message: PendingMessage, inboxId: string): PendingMessage => ({ ...message, inboxId });

const done = { outcome: 'completed' } as const;

describe('folding', () => {
  it('is pure: the same messages give the same move, and touch nothing', () => {
    const stored = makeStored();
    const message = answer({ id: idOf(stored, 'issue@1'), epoch: 1 }, done, { 'reader.cardNumber': 'C1' });
    const before = JSON.stringify([stored, message]);
    expect(fold(stored, message)).toEqual(fold(stored, message));
    expect(JSON.stringify([stored, message])).toBe(before);
  });

  it('F1: adds one row for each message, also for those it refuses, chained in order', () => {
    const stored = makeStored();
    const issue = idOf(stored, 'issue@1');
    const move = fold(
      stored,
      answer({ id: issue, epoch: 1 }, done),
      answer({ id: issue, epoch: 1 }, refused('no')),
      answer({ id: `${stored.id}-9-9` }, done),
      signal('pickUp', 'no inbox row, nothing to wait in'),
      completed(idOf(stored, 'greet'), 'k'),
    );
    expect(types(move)).toEqual([
      'step.completed',
      'message.refused late-answer',
      'message.refused unknown-execution',
      'message.refused not-expected-here',
      'step.completed',
    ]);
    expect(move.seq).toBe(stored.seq + 5);
    let previous = stored.headHash;
    for (const [index, { hash, ...row }] of move.history.entries()) {
      expect(row.seq).toBe(stored.seq + index + 1);
      expect(hash).toBe(hashHistory(previous, stored.id, row));
      previous = hash;
    }
    expect(move.headHash).toBe(previous);
    expect(stored.headHash).not.toBe(GENESIS);
  });

  it('F1: says nothing of a repetition, in the same batch or later', () => {
    const stored = makeStored();
    const message = answer({ id: idOf(stored, 'greet'), epoch: 1 }, done);
    const move = fold(stored, message, message);
    expect(types(move)).toEqual(['step.completed']);
    const again = fold(after(stored, move), message);
    expect(again).toMatchObject({ history: [], seq: move.seq, state: move.state, headHash: move.headHash });
  });

  it('F2: takes a worker at its word under the current epoch only, and a department without one', () => {
    const stored = makeStored();
    const greet = idOf(stored, 'greet');
    expect(types(fold(stored, answer({ id: greet, epoch: 0 }, done)))).toEqual(['message.refused stale-epoch']);
    expect(types(fold(stored, answer({ id: greet, epoch: 2 }, done)))).toEqual(['message.refused stale-epoch']);
    expect(types(fold(stored, answer({ id: greet }, done)))).toEqual(['step.completed']);
  });

  it('F2: refuses a correction of a task that is closed, by an earlier move or an earlier message', () => {
    const stored = makeStored();
    const asking = after(
      stored,
      fold(stored, answer({ id: idOf(stored, 'issue@1'), epoch: 1 }, refused('photo-blurred'))),
    );
    const asked = idOf(asking, 'issue@1');
    const move = fold(asking, correction(asked, 'a'), correction(asked, 'b'));
    expect(types(move)).toEqual(['task.completed', 'message.refused task-closed']);
    expect(types(fold(after(asking, move), correction(asked, 'c')))).toEqual(['message.refused task-closed']);
  });

  it('F3: keeps personal data in the record alone', () => {
    const stored = makeStored({ photoKnown: false });
    const move = fold(
      stored,
      signal('photo@2', 'k', { 'reader.photo': 'SECRET' }),
      answer({ id: idOf(stored, 'greet'), epoch: 1 }, done, { 'family.name': 'SECRET' }),
    );
    expect(move.record).toEqual([{ seq: stored.seq + 1, part: { 'readers.1.photo': 'SECRET' } }]);
    expect(JSON.stringify({ ...move, record: [] })).not.toContain('SECRET');
  });

  it('folds a signal that came too early once another message of the batch has made it due', () => {
    const stored = makeStored();
    const early = fold(stored, mailed(signal('pickUp', 'early'), '7'));
    expect(early).toMatchObject({ history: [], deferred: ['7'] });

    let at = stored;
    for (const region of ['greet', 'issue@1', 'issue@2']) {
      const fields = region === 'greet' ? undefined : { 'reader.cardNumber': 'C' };
      at = after(at, fold(at, answer({ id: idOf(at, region), epoch: 1 }, done, fields)));
    }
    const move = fold(at, mailed(signal('pickUp', 'early'), '7'), answer({ id: idOf(at, 'shelf') }, done));
    expect(types(move)).toEqual(['step.completed', 'signal.received']);
    expect(move.deferred).toEqual([]);
    expect(readState(move.state).regions['bill']).toBe('active');
  });

  it('refuses a signal that comes after its wait is over, instead of keeping it for ever', () => {
    const stored = makeStored();
    const stop = fold(stored, answer({ id: idOf(stored, 'issue@1'), epoch: 1 }, refused('fraud')));
    const move = fold(after(stored, stop), mailed(signal('pickUp', 'late'), '8'));
    expect(types(move)).toEqual(['message.refused not-expected-here']);
    expect(move.deferred).toEqual([]);
  });

  it('refuses at once a signal that its wait does not keep', () => {
    const stored = makeStored();
    expect(types(fold(stored, mailed(signal('photo@1', 'k'), '9')))).toEqual(['message.refused not-expected-here']);
  });

  it('does not bring down a case with one message that breaks it: an incident, and the others are folded', () => {
    const stored = makeStored();
    const move = fold(stored, mailed(signal('nowhere', 'bad'), '1'), completed(idOf(stored, 'greet'), 'good'));
    expect(types(move)).toEqual(['message.refused invariant-broken', 'step.completed']);
    expect(move.incidents).toMatchObject([{ region: '', fingerprint: expect.stringContaining('engine|library-card') }]);
  });

  it('leaves no half of a message behind that breaks in the middle', () => {
    const stored = makeStored();
    const broken = { ...chart, byId: new Map([...chart.byId].filter(([region]) => region !== 'welcome@1')) };
    const messages = [completed(idOf(stored, 'issue@1'), 'bad'), completed(idOf(stored, 'greet'), 'good')];
    const move = foldMessages(broken, stored, messages, now);
    expect(types(move)).toEqual(['step.failed invariant-broken', 'step.completed']);
    expect(move.history.map(({ messageKey }) => messageKey)).toEqual(['bad', 'good']);
    expect(move.record).toEqual([]);
    expect(readState(move.state).regions).toMatchObject({ 'issue@1': 'failed', greet: 'completed' });
  });

  it('takes an answer that breaks the fold for a failure of its step, so that nobody asks for it again', () => {
    const stored = makeStored();
    const broken = { ...chart, byId: new Map([...chart.byId].filter(([region]) => region !== 'welcome@1')) };
    const issue = idOf(stored, 'issue@1');
    const move = foldMessages(
      broken,
      stored,
      [answer({ id: issue, epoch: 1 }, done, { 'reader.cardNumber': 'C' })],
      now,
    );
    expect(move.closed).toEqual([{ id: issue, status: 'failed', reason: { code: 'invariant-broken' } }]);
    expect(move.incidents).toMatchObject([
      { region: 'issue@1', fingerprint: 'library|issueCard|invariant-broken', code: 'invariant-broken' },
    ]);
  });

  it.each(['constructor', 'toString', '__proto__'])(
    'takes a refusal with the code "%s" for one it does not name',
    (code) => {
      const stored = makeStored();
      const move = fold(stored, answer({ id: idOf(stored, 'issue@1'), epoch: 1 }, refused(code)));
      expect(types(move)).toEqual([`step.refused ${code}`]);
      expect(readState(move.state).regions['issue@1']).toBe('refused');
    },
  );

  it('keeps mail that cannot be written until a person has looked, and folds the rest without it', () => {
    const stored = makeStored({ photoKnown: false });
    const messages = [mailed(signal('photo@1', 'bad'), '1'), answer({ id: idOf(stored, 'greet'), epoch: 1 }, done)];
    const move = holdMessages(chart, stored, messages, {
      code: 'not-writable',
      atHand: 'fold',
      now,
    });
    expect(types(move)).toEqual(['step.completed', 'instance.held not-writable']);
    expect(move.deferred).toEqual(['1']);
    expect(move.incidents).toMatchObject([{ region: '', code: 'not-writable' }]);
    expect(readState(move.state).regions).toMatchObject({ greet: 'completed', 'photo@1': 'active' });
    const failed = holdMessages(chart, stored, messages, {
      code: 'not-writable',
      atHand: 'fail',
      now,
    });
    expect(types(failed)).toEqual(['step.failed not-writable', 'instance.held not-writable']);
  });

  it('writes before a retry what the step reads and nothing else, and names it in the history without its value', () => {
    const stored = makeStored();
    const failed = answer({ id: idOf(stored, 'issue@2'), epoch: 1 }, { outcome: 'failed', reason: { code: 'down' } });
    const at = after(stored, fold(stored, failed));
    const fields = { 'reader.photo': 'CANARY', 'reader.cardNumber': 'forged', stray: 'x' };
    const move = fold(at, { ...repair('issue@2', 'a'), fields });
    expect(move.record.map(({ part }) => part)).toEqual([{ 'readers.1.photo': 'CANARY' }]);
    expect(move.history[0]?.detail).toEqual({ code: 'looked-into', fields: ['readers.1.photo'] });
    expect(JSON.stringify(move.history)).not.toMatch(/CANARY|forged/);
    const resolved = fold(at, { ...repair('issue@2', 'a', 'resolved'), fields });
    expect(resolved.record.map(({ part }) => part)).toEqual([{ 'readers.1.cardNumber': 'forged' }]);
  });

  it('closes what the same batch has opened, and rings for none of it', () => {
    const stored = makeStored();
    const move = fold(
      stored,
      answer({ id: idOf(stored, 'issue@1'), epoch: 1 }, refused('photo-blurred')),
      answer({ id: idOf(stored, 'issue@2'), epoch: 1 }, refused('fraud')),
    );
    const [asked] = move.opened;
    expect(move.closed).toContainEqual({ id: asked?.id, status: 'cancelled' });
    expect(move).toMatchObject({ ended: true, status: 'rejected' });
    expect(move.closedRegions).toContain('greet');
  });

  it('repairs a failed step: the incident closes and a new execution opens', () => {
    const stored = makeStored();
    const failed = fold(
      stored,
      answer({ id: idOf(stored, 'greet'), epoch: 1 }, { outcome: 'failed', reason: { code: 'down' } }),
    );
    expect(failed.incidents).toEqual([
      { region: 'greet', code: 'down', fingerprint: 'library|greet|down', detail: {} },
    ]);
    const repaired = fold(after(stored, failed), repair('greet', 'a'), repair('greet', 'b'));
    expect(types(repaired)).toEqual(['incident.retried looked-into', 'message.refused not-expected-here']);
    expect(repaired.closedIncidents).toEqual(['greet']);
    expect(repaired.opened.map(({ region }) => region)).toEqual(['greet']);
  });

  it('opens and closes an incident in one batch without leaving it open', () => {
    const stored = makeStored();
    const move = fold(
      stored,
      answer({ id: idOf(stored, 'greet'), epoch: 1 }, { outcome: 'failed', reason: { code: 'down' } }),
      repair('greet', 'a', 'skipped'),
    );
    expect(move.incidents).toEqual([]);
    expect(readState(move.state).regions['greet']).toBe('skipped:by-operator');
  });

  it('leaves an ended case as it ended', () => {
    const stored = makeStored();
    const ended = after(stored, fold(stored, answer({ id: idOf(stored, 'issue@1'), epoch: 1 }, refused('fraud'))));
    const move = fold(ended, signal('photo@1', 'late'), repair('greet', 'late too'));
    expect(move).toMatchObject({ status: 'rejected', state: ended.state, opened: [] });
    expect(types(move)).toEqual(['message.refused not-expected-here', 'message.refused not-expected-here']);
  });
});
