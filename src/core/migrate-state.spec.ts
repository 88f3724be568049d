import { reachableStates } from '../engine/testing/every-class';
import { libraryCard, nextLibraryCard } from '../engine/testing/library-card-versions';
import {
  beginChart,
  buildChart,
  findDefects,
  moveChart,
  readRegion,
  readState,
  type Chart,
  type LifeEvent,
  type StateText,
} from './index';
import { migrateState, takeBackMigration, type Migration } from './migrate-state';

const from = buildChart(libraryCard, 1);
const to = buildChart(nextLibraryCard, 1);

/** The state that these events lead to. */
function after(chart: Chart, ...events: string[]): StateText {
  let { state } = beginChart(chart, { 'reader.1.photoKnown': true });
  for (const type of events) {
    const moved = moveChart(chart, state, { type });
    if (!moved.accepted) throw new Error(`"${type}" was not accepted`);
    ({ state } = moved);
  }
  return state;
}

const migrated = (migration: Migration): Migration & { migrates: true } => {
  if (!migration.migrates) throw new Error(migration.reasons.join('; '));
  return migration;
};
const changed = (parts: Partial<LifeEvent>): Chart => buildChart({ ...nextLibraryCard, ...parts }, 1);

const reachable = (chart: Chart): StateText[] =>
  reachableStates(chart, [{ 'reader.1.photoKnown': true }, { 'reader.1.photoKnown': false }]);

describe('a case that is moved to another version', () => {
  it('goes on with what is in hand: nobody is asked twice, and the department that is new is asked once', () => {
    const migration = migrated(migrateState(from, to, after(from, 'greet.completed', 'issue@1.completed')));
    expect(readState(migration.state).regions).toMatchObject({
      'issue@1': 'completed',
      'welcome@1': 'active',
      shelf: 'active',
      archive: 'active',
    });
    expect(migration).toMatchObject({ asked: ['archive'], cancelled: [], carried: ['welcome@1', 'shelf'] });
    expect(migration.effects).toEqual([{ type: 'dispatch', region: 'archive' }]);
  });

  it('takes back what is open of a step that is gone, when nothing of it would have to be undone', () => {
    const migration = migrated(migrateState(from, to, after(from)));
    expect(migration).toMatchObject({ cancelled: ['greet'], asked: [] });
    expect(migration.effects).toContainEqual({ type: 'close', region: 'greet' });
  });

  it('is refused while a step that is gone is with a department that may be doing what nobody would then undo', () => {
    const undone = { ...libraryCard.steps['greet'], undo: 'library.forget' } as LifeEvent['steps'][string];
    const old = buildChart({ ...libraryCard, steps: { ...libraryCard.steps, greet: undone } }, 1);
    expect(migrateState(old, to, after(old))).toEqual({
      migrates: false,
      reasons: ['step "greet" is active with library, which may be doing it: wait for its answer, or undo it'],
    });
    expect(migrateState(old, to, after(old, 'greet.completed')).migrates).toBe(true);
  });

  it('keeps what has ended as it ended, and is refused when the new version does not know that ending', () => {
    const state = after(from, 'issue@1.refused.manual:lives-elsewhere');
    expect(readState(migrated(migrateState(from, to, state)).state).regions['issue@1']).toBe('manual:lives-elsewhere');
    const issue = { ...nextLibraryCard.steps['issue'], onRefusal: { codes: {}, otherwise: { kind: 'refuse' } } };
    const steps = { ...nextLibraryCard.steps, issue: issue as LifeEvent['steps'][string] };
    expect(migrateState(from, changed({ steps }), state)).toMatchObject({
      reasons: ['step "issue@1" is manual:lives-elsewhere: version 2 does not know this state'],
    });
    const states = { 'issue manual:lives-elsewhere': 'refused' };
    const named = changed({ steps, migrates: { ...nextLibraryCard.migrates, states } });
    expect(readState(migrated(migrateState(from, named, state)).state).regions['issue@1']).toBe('refused');
  });

  it('is refused while a department has in hand what the new version gives to another', () => {
    const issue = { ...nextLibraryCard.steps['issue'], department: 'townHall' } as LifeEvent['steps'][string];
    const moved = changed({ steps: { ...nextLibraryCard.steps, issue } });
    expect(migrateState(from, moved, after(from, 'greet.completed'))).toMatchObject({
      reasons: ['step "issue@1" is active: version 2 gives it to somebody else while it is in hand'],
    });
  });

  it('opens a task anew that the new version gives to other people: no outside effect has come of it', () => {
    const shelf = { ...nextLibraryCard.steps['shelf'], department: 'archive' } as LifeEvent['steps'][string];
    const moved = changed({ steps: { ...nextLibraryCard.steps, shelf } });
    const migration = migrated(migrateState(from, moved, after(from, 'issue@1.completed')));
    expect(migration.cancelled).toContain('shelf');
    expect(migration.asked).toContain('shelf');
  });

  it('names every reason at once', () => {
    const issue = { ...nextLibraryCard.steps['issue'], department: 'townHall' } as LifeEvent['steps'][string];
    const facts = { ...nextLibraryCard.facts, minor: [true, false], foreign: [true, false] };
    const moved = changed({ facts, migrates: {}, steps: { ...nextLibraryCard.steps, issue } });
    const migration = migrateState(from, moved, after(from));
    expect(migration.migrates ? [] : migration.reasons).toHaveLength(3);
  });

  it('is refused when a step to come reads a field that nobody has asked for and nobody will', () => {
    const bill = { ...nextLibraryCard.steps['bill'], reads: ['family.name', 'family.income'] };
    const steps = { ...nextLibraryCard.steps, bill: bill as LifeEvent['steps'][string] };
    const trigger = { ...nextLibraryCard.trigger, provides: [...nextLibraryCard.trigger.provides, 'family.income'] };
    const moved = changed({ steps, trigger });
    expect(migrateState(from, moved, after(from))).toEqual({
      migrates: false,
      reasons: ['step "bill" reads "family.income", which version 1 has not asked for'],
    });
  });

  it('arms the timers of a wait under way that are reckoned otherwise, and leaves the others alone', () => {
    const { state } = beginChart(from, { 'reader.1.photoKnown': false });
    const migration = migrated(migrateState(from, to, state));
    expect(migration.effects.filter(({ type }) => type.endsWith('Timer') || type === 'cancelTimers')).toEqual([
      { type: 'startTimer', region: 'photo@1', timer: 'day30' },
    ]);
  });

  it('follows the rules of its new version at once', () => {
    const state = after(from, 'issue@1.completed', 'shelf.completed', 'pickUp.completed');
    const late = changed({ migrates: { facts: { minor: true } } });
    expect(readState(migrated(migrateState(from, late, state)).state).regions['archive']).toBe('notApplicable:minor');
  });

  it('is refused when it has ended', () => {
    const ended = reachable(from).find((state) => {
      const { regions } = readState(state);
      return Object.values(regions).every((at) => at === 'completed' || at.includes(':') || at === 'refused');
    });
    expect(migrateState(from, to, ended ?? '{}')).toMatchObject({ migrates: false });
  });

  it('from every state that can be: whoever has it in hand keeps it, what ended stays, and all else is said', () => {
    const states = reachable(from);
    expect(states.length).toBeGreaterThan(200);
    const busy = (regions: Readonly<Record<string, string>>): string[] =>
      Object.keys(regions).filter(
        (id) => regions[id] !== 'waiting' && readRegion(regions[id] ?? '').reason === undefined,
      );
    let moved = 0;
    for (const state of states) {
      const migration = migrateState(from, to, state);
      if (!migration.migrates) continue;
      moved += 1;
      const before = readState(state).regions;
      const next = readState(migration.state).regions;
      expect(Object.keys(next)).toEqual(to.regions.map(({ id }) => id));
      for (const id of busy(before)) {
        if (to.byId.has(id) && before[id] !== next[id]) expect(migration.carried).not.toContain(id);
        if (migration.asked.includes(id)) expect(before[id]).not.toBe('active');
        if (!to.byId.has(id) && before[id] === 'active') expect(migration.cancelled).toContain(id);
      }
    }
    expect(moved).toBeGreaterThan(200);
  });

  it('the new version of the sample is one that loads', () => {
    expect(findDefects(nextLibraryCard)).toEqual([]);
  });
});

describe('a migration that is taken back', () => {
  it('leads back to where the case was, with its timers as they were', () => {
    const { state } = beginChart(from, { 'reader.1.photoKnown': false });
    const greeted = moveChart(from, state, { type: 'greet.completed' });
    const before = greeted.accepted ? greeted.state : '';
    const forth = migrated(migrateState(from, to, before));
    const back = migrated(takeBackMigration(from, to, before, forth.state));
    expect(back.state).toBe(before);
    expect(back.effects).toEqual([{ type: 'startTimer', region: 'photo@1', timer: 'day30' }]);
  });

  it('opens the tasks again that it had given to others', () => {
    const shelf = { ...nextLibraryCard.steps['shelf'], department: 'archive' } as LifeEvent['steps'][string];
    const moved = changed({ steps: { ...nextLibraryCard.steps, shelf }, migrates: { facts: { minor: true } } });
    const before = after(from, 'greet.completed', 'issue@1.completed');
    const back = migrated(takeBackMigration(from, moved, before, migrated(migrateState(from, moved, before)).state));
    expect(back.state).toBe(before);
    expect(back.effects).toEqual([
      { type: 'close', region: 'shelf' },
      { type: 'openTask', region: 'shelf' },
    ]);
  });

  it('is refused once the case has moved, and where a department was asked or left', () => {
    const asked = after(from, 'greet.completed', 'issue@1.completed');
    const forth = migrated(migrateState(from, to, asked));
    expect(takeBackMigration(from, to, asked, forth.state)).toMatchObject({
      reasons: ['step "archive" has been given to its department'],
    });
    const left = after(from);
    expect(takeBackMigration(from, to, left, migrated(migrateState(from, to, left)).state)).toMatchObject({
      reasons: ['step "greet" has been given to its department'],
    });
    const waiting = after(from, 'greet.completed');
    const on = moveChart(to, migrated(migrateState(from, to, waiting)).state, { type: 'issue@1.completed' });
    expect(takeBackMigration(from, to, waiting, on.accepted ? on.state : '')).toMatchObject({
      reasons: ['the case has moved since'],
    });
  });
});
