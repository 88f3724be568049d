import { migrateState, type Chart, type Migration, type StateText } from '../core';
import type { Advancer } from './advancer';
import type { Definitions } from './definitions';
import type { Actor } from './instance';
import type { InstanceStore } from './instance-store';
import type { InboxMessage } from './message';

/** Running cases that stand in the same state: what becomes of one becomes of all. */
export interface CaseClass {
  readonly subjects: number;
  readonly state: StateText;
  readonly count: number;
}

export interface RunningCase {
  readonly id: string;
  readonly subjects: number;
  readonly state: StateText;
}

/** A case whose newest history row is its migration. */
export interface MigratedCase {
  readonly id: string;
  readonly seq: number;
  readonly before: StateText;
}

/** The running cases of a version. Pages are in the order of ids; `after` is the last id of the page before. */
export interface MigrationStore {
  classes(event: string, version: number): Promise<CaseClass[]>;
  running(event: string, version: number, after: string | undefined, limit: number): Promise<RunningCase[]>;
  /** Those that were moved from `from` to `to` and have not moved since. */
  unmoved(event: string, from: number, to: number, after: string | undefined, limit: number): Promise<MigratedCase[]>;
  /** How many of these cases follow the version. */
  count(ids: readonly string[], version: number): Promise<number>;
}

/** Classes of cases that share one fate, as an operator reads it. */
export interface MigrationOutcome {
  readonly cases: number;
  readonly classes: number;
  /** Steps whose departments or people are asked anew, or whose open work is taken back; by step, not by subject. */
  readonly asked: readonly { readonly step: string; readonly department: string }[];
  readonly cancelled: readonly { readonly step: string; readonly department: string }[];
  /** Steps in hand whose work and clocks go on. */
  readonly carried: readonly string[];
  /** Empty for cases that migrate. */
  readonly reasons: readonly string[];
}

export interface MigrationPlan {
  readonly event: string;
  readonly from: number;
  readonly to: number;
  readonly migrates: number;
  readonly refused: number;
  readonly outcomes: readonly MigrationOutcome[];
}

const PAGE = 500;

/** Moves the running cases of one version of a life event to another: shown first, applied as ordinary messages, taken back. */
export class InstanceMigrations {
  private readonly memory = new Map<string, Migration>();

  constructor(
    private readonly store: MigrationStore,
    private readonly instances: InstanceStore,
    private readonly advancer: Advancer,
    private readonly definitions: Definitions,
  ) {}

  /** What would become of every running case, without touching one. */
  async plan(event: string, from: number, to: number): Promise<MigrationPlan> {
    const outcomes = new Map<string, MigrationOutcome>();
    for (const one of await this.store.classes(event, from)) {
      const outcome = this.outcomeOf(event, from, to, one);
      const name = JSON.stringify([outcome.asked, outcome.cancelled, outcome.carried, outcome.reasons]);
      const known = outcomes.get(name);
      outcomes.set(name, {
        ...outcome,
        cases: outcome.cases + (known?.cases ?? 0),
        classes: outcome.classes + (known?.classes ?? 0),
      });
    }
    const all = [...outcomes]
      .sort(([one, a], [other, b]) => b.cases - a.cases || (one < other ? -1 : 1))
      .map(([, outcome]) => outcome);
    const sum = (some: readonly MigrationOutcome[]): number => some.reduce((total, { cases }) => total + cases, 0);
    const refused = sum(all.filter(({ reasons }) => reasons.length > 0));
    return { event, from, to, migrates: sum(all) - refused, refused, outcomes: all };
  }

  /**
   * Moves every running case that can be moved; the others stay as they are. Says how many were moved. Whoever breaks
   * off may begin again: what has been moved is not there any more.
   */
  async apply(event: string, from: number, to: number, by: { actor: Actor; run: string }): Promise<number> {
    return this.page(
      (after) => this.store.running(event, from, after, PAGE),
      to,
      (one) =>
        this.migrationOf(event, from, to, one).migrates
          ? { key: `migration:${by.run}`, actor: by.actor, body: { type: 'migration', from, to } }
          : undefined,
    );
  }

  /** Moves those back that have not moved since and for whom nobody was asked. Says how many. */
  async takeBack(event: string, from: number, to: number, by: { actor: Actor; run: string }): Promise<number> {
    return this.page(
      (after) => this.store.unmoved(event, from, to, after, PAGE),
      from,
      ({ seq, before }) => ({
        key: `migration:${by.run}`,
        actor: by.actor,
        body: { type: 'migration', from: to, to: from, back: { seq, state: before } },
      }),
    );
  }

  private async page<Case extends { readonly id: string }>(
    read: (after: string | undefined) => Promise<Case[]>,
    version: number,
    messageFor: (one: Case) => InboxMessage | undefined,
  ): Promise<number> {
    let moved = 0;
    for (let after: string | undefined; ;) {
      const cases = await read(after);
      after = cases.at(-1)?.id;
      if (after === undefined) return moved;
      const mail = cases.flatMap((one) => {
        const message = messageFor(one);
        return message === undefined ? [] : [{ instanceId: one.id, message }];
      });
      await this.instances.deliver(mail);
      const ids = mail.map(({ instanceId }) => instanceId);
      await Promise.all(ids.map((id) => this.advancer.advance(id)));
      moved += await this.store.count(ids, version);
    }
  }

  private outcomeOf(event: string, from: number, to: number, one: CaseClass): MigrationOutcome {
    const migration = this.migrationOf(event, from, to, one);
    const base = { cases: one.count, classes: 1 };
    if (!migration.migrates) return { ...base, asked: [], cancelled: [], carried: [], reasons: migration.reasons };
    const charts = [to, from].map((version) => this.definitions.chart(event, version, one.subjects));
    return {
      ...base,
      asked: placesOf(charts, migration.asked),
      cancelled: placesOf(charts, migration.cancelled),
      carried: [...new Set(placesOf(charts, migration.carried).map(({ step }) => step))],
      reasons: [],
    };
  }

  private migrationOf(event: string, from: number, to: number, one: RunningCase | CaseClass): Migration {
    const name = `${from}-${to} ${one.subjects} ${one.state}`;
    let migration = this.memory.get(name);
    if (migration === undefined) {
      const chart = (version: number): Chart => this.definitions.chart(event, version, one.subjects);
      migration = migrateState(chart(from), chart(to), one.state);
      this.memory.set(name, migration);
    }
    return migration;
  }
}

/** The steps of these regions with whom they lie, each once. */
function placesOf(charts: readonly Chart[], regions: readonly string[]): { step: string; department: string }[] {
  const places = new Map<string, string>();
  for (const id of regions) {
    for (const { byId, definition } of charts) {
      const step = byId.get(id)?.step;
      const parts = step === undefined ? undefined : definition.steps[step];
      if (step === undefined || parts === undefined || places.has(step)) continue;
      places.set(step, parts.kind === 'wait' ? '' : parts.department);
    }
  }
  return [...places].map(([step, department]) => ({ step, department })).sort((a, b) => (a.step < b.step ? -1 : 1));
}
