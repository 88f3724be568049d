import { buildChart, readState, type Chart, type LifeEvent } from '../core';
import { Definitions } from './definitions';
import { impactOn, isUntouched, type StoredCase } from './impact';
import { measureImpact, type ImpactStore } from './measure-impact';
import { readHistories } from './testing/histories/packed-histories';
import { libraryCard, nextLibraryCard } from './testing/library-card-versions';

const recorded: StoredCase[] = readHistories()
  .filter(({ rows }) => rows[0]?.detail['event'] === libraryCard.name)
  .map(({ rows, outcome, executions }, index) => ({
    ...{ id: `case ${index}`, version: 1, subjects: Number(rows[0]?.detail['subjects']), rows },
    ...{ status: outcome.status, state: outcome.state },
    asked: [...new Set(executions.map((one) => one.split(' ')[1] as string))],
  }));

const published = new Definitions([libraryCard]);
const findPublished = (version: number, subjects: number): Chart | undefined =>
  published.findChart(libraryCard.name, version, subjects);
const impactsOf = (changed: LifeEvent) =>
  recorded.map((one) => ({
    one,
    impact: impactOn(one, buildChart(changed, one.subjects), findPublished(one.version, one.subjects)),
  }));

const changedSteps = (steps: LifeEvent['steps'], more: Partial<LifeEvent> = {}): LifeEvent => ({
  ...libraryCard,
  ...{ version: 2, always: [], steps, ...more },
});
const stepOf = (name: string) => libraryCard.steps[name] as Extract<LifeEvent['steps'][string], { kind: 'handler' }>;

it('a definition that has not changed touches nobody', () => {
  expect(recorded.length).toBeGreaterThanOrEqual(40);
  const touched = impactsOf({ ...libraryCard, version: 2 }).filter(({ impact }) => !isUntouched(impact));
  expect(touched).toEqual([]);
});

it('a step that is gone asks nobody any more, one that was added asks those who have come so far', () => {
  const all = impactsOf(nextLibraryCard);
  const greeted = all.filter(({ one }) => one.asked.some((id) => id.startsWith('greet')));
  expect(greeted.length).toBeGreaterThan(10);
  for (const { impact } of greeted) {
    expect(impact.reasons).toEqual([]);
    expect(impact.noLongerAsked.map(({ step }) => step)).toContain('greet');
  }
  const issued = all.filter(({ one }) => {
    const { regions } = readState(one.state);
    const cards = Object.keys(regions).filter((id) => id.startsWith('issue@'));
    return cards.every((id) => regions[id] === 'completed');
  });
  expect(issued.length).toBeGreaterThan(5);
  for (const { impact } of issued) {
    expect(impact.newlyAsked).toContainEqual({ step: 'archive', department: 'archive' });
    // What had ended would still wait for the archive.
    expect(impact.is).toBe('running');
  }
});

it('another limit is news to those who still owe the step, and to nobody else', () => {
  const all = impactsOf(nextLibraryCard);
  const told = all.filter(({ impact }) => impact.limits.some(({ step }) => step === 'shelf'));
  const owing = all.filter(({ one }) => {
    const at = readState(one.state).regions['shelf'] ?? '';
    return findPublished(1, one.subjects)?.states['shelf']?.states[at]?.type !== 'final';
  });
  expect(told.map(({ one }) => one.id)).toEqual(owing.map(({ one }) => one.id));
  expect(told.length).toBeGreaterThan(0);
  expect(told[0]?.impact.limits).toContainEqual({ step: 'shelf', was: expect.any(String), is: '5 working days' });
});

it('a refusal that means something else now ends the step otherwise', () => {
  const issue = stepOf('issue');
  const codes = Object.fromEntries(
    Object.keys(issue.onRefusal.codes).map((code) => [code, { kind: 'skip', reason: 'told-so' } as const]),
  );
  const otherwise = { kind: 'skip', reason: 'told-so' } as const;
  const steps = { ...libraryCard.steps, issue: { ...issue, onRefusal: { codes, otherwise } } };
  const touched = impactsOf(changedSteps(steps)).filter(({ impact }) => impact.endings.length > 0);
  expect(touched.length).toBeGreaterThan(0);
  expect(touched.some(({ impact }) => impact.endings.some(({ is }) => is === 'skipped:told-so'))).toBe(true);
});

it('an answer that came before the changed definition asks for it is told later, and where that never comes it says why', () => {
  const greet = stepOf('greet');
  const signalled = { kind: 'wait', signal: 'never', timers: [], learns: {}, otherwise: 'defer' } as const;
  const { title, unless, onUnmetNeed } = greet;
  const steps: LifeEvent['steps'] = {
    ...libraryCard.steps,
    never: { ...signalled, ...{ title, needs: [], unless: [], onUnmetNeed, reads: [], writes: [] } },
    greet: { ...greet, unless, needs: [...greet.needs, { step: 'never', how: 'completed' }] },
  };
  const changed = impactsOf(changedSteps(steps));
  const hasGreeted = ({ rows }: StoredCase): boolean =>
    rows.some(({ type, region }) => type === 'step.completed' && region === 'greet');
  // A case that was stopped ends what it waits for: there is nothing left to tell.
  const done = changed.filter(({ one }) => one.status !== 'rejected' && hasGreeted(one));
  expect(done.length).toBeGreaterThan(5);
  for (const { impact } of done) {
    expect(impact.reasons).toEqual(['step "greet" was completed, and now waits for "never"']);
    expect(impact.is).toBe('unknown');
  }
});

it('cases with one fate are one class, and every case is in one of them or untouched', async () => {
  const live = recorded.filter(({ status }) => status === 'running');
  const ended = recorded.filter(({ status }) => status !== 'running');
  const store: ImpactStore = {
    running: (_event, after, limit) => {
      const from = live.findIndex(({ id }) => id === after) + 1;
      return Promise.resolve(live.slice(from, from + limit));
    },
    ended: (_event, limit) => Promise.resolve(ended.slice(0, limit)),
  };
  const report = await measureImpact(store, nextLibraryCard, findPublished, 20);
  expect(report).toMatchObject({ live: live.length, ended: 20, notReplayable: 0, version: 2 });
  const inClasses = report.classes.reduce((sum, { cases }) => sum + cases, 0);
  expect(inClasses + report.untouched).toBe(live.length + 20);
  expect(report.classes.length).toBeLessThan(inClasses);
  expect(report.classes.every(({ samples }) => samples.length > 0 && samples.length <= 5)).toBe(true);
});
