import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import {
  beginChart,
  every,
  lifeEvent,
  loadDefinition,
  moveChart,
  step,
  workingDays,
  type Chart,
  type LifeEvent,
  type StateText,
} from '../src/core';
import { Definitions } from '../src/engine/definitions';
import { startEmbeddedPostgres } from '../src/embedded-postgres/start-embedded-postgres';
import { migrate } from '../src/persistence/migrate';
import { openPool } from '../src/persistence/pool';
import { Engine } from '../src/wiring/engine';
import { createLog } from '../src/wiring/log';
import { openMigrations } from '../src/wiring/migrate-instances';
import { noOpDepartments } from './newborn-graph';
import { newborn } from '../workflows/newborn/newborn.workflow';

const masterKey = Buffer.alloc(32, 7);

/** One department more, one matter less, and another deadline. */
function nextNewborn(): LifeEvent {
  const { childHealthHandbook: _, 'childHealthHandbook+idNumber': __, ...kept } = newborn.steps;
  const { step: subsidy } = step('civilAffairs.grantSubsidy', {
    title: { 'zh-CN': '育儿补贴', en: 'Childcare subsidy' },
    ...{ matterCode: '000', legalBasis: 'a bench', limit: workingDays(5), repeat: 'sameKeySameAnswer' },
    needs: [every('householdRegistration')],
    reads: ['mother.idNumber'],
  });
  const { medicalInsurance } = kept;
  if (medicalInsurance?.kind !== 'handler') throw new Error('the newborn definition has changed');
  const steps = { ...kept, medicalInsurance: { ...medicalInsurance, limit: { legal: workingDays(3) } }, subsidy };
  return loadDefinition({ ...lifeEvent({ ...newborn, steps: {}, always: [...newborn.always] }), version: 2, steps });
}

const versions = [newborn, nextNewborn()];

export interface MigrationsResult {
  readonly cases: number;
  /** Different states among them. */
  readonly states: number;
  readonly dry_run_s: number;
  readonly apply_s: number;
  readonly moved: number;
  readonly refused: number;
}

/** So many running cases, in every state that there is, moved from one version of their definition to the next. */
export async function runMigrationsBench(cases: number, say: (line: string) => void): Promise<MigrationsResult> {
  const folder = await mkdtemp(join(tmpdir(), 'one-thing-bench-'));
  const server = await startEmbeddedPostgres({ dataDir: folder });
  try {
    await migrate(server.url);
    return await measure(server.url, cases, say);
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function measure(url: string, cases: number, say: (line: string) => void): Promise<MigrationsResult> {
  const definitions = new Definitions(versions);
  const states = runningStates(definitions.chart('newborn', 1, 1), cases);
  say(`${cases} cases in ${states.length} states`);
  await standCases(url, cases, states);
  const pool = openPool(url, { max: 4 });
  try {
    const migrations = await openMigrations(pool, masterKey, definitions);
    const [plan, dryRun] = await timed(() => migrations.plan('newborn', 1, 2));
    const [moved, apply] = await timed(() => migrations.apply('newborn', 1, 2, { actor: 'bench', run: 'bench' }));
    return { cases, states: states.length, dry_run_s: dryRun, apply_s: apply, moved, refused: plan.refused };
  } finally {
    await pool.end();
  }
}

/** States that a running case comes to when its departments answer in any order, found by walking at random. */
function runningStates(chart: Chart, walks: number): StateText[] {
  const begun = beginChart(chart, beginning).state;
  const found = new Set<StateText>([begun]);
  let seed = 1;
  const draw = (below: number): number => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % below;
  };
  const events = [
    ...new Set(
      Object.values(chart.states).flatMap(({ states }) =>
        Object.values(states).flatMap(({ on = {} }) => Object.keys(on)),
      ),
    ),
  ];
  for (let walk = 0; walk < walks; walk += 1) {
    let state = begun;
    for (let stride = draw(60); stride > 0; stride -= 1) {
      const moved = moveChart(chart, state, { type: events[draw(events.length)] ?? '' });
      if (moved.accepted && !moved.ended) ({ state } = moved);
    }
    found.add(state);
  }
  return [...found];
}

const beginning = {
  householdOutsideCity: false,
  unmarriedFollowingFather: false,
  registration: 'within30Days',
  'child.1.nameChosen': true,
};

async function standCases(databaseUrl: string, cases: number, states: readonly StateText[]): Promise<void> {
  const engine = await Engine.start({
    ...{ databaseUrl, masterKey, definitions: versions.slice(0, 1) },
    ...{ gateway: noOpDepartments, log: createLog('warn') },
  });
  const admin = new Client({ connectionString: databaseUrl });
  await admin.connect();
  try {
    let n = 0;
    const lane = async (): Promise<void> => {
      while (n < cases) {
        n += 1;
        const { householdOutsideCity, unmarriedFollowingFather, registration } = beginning;
        const facts = { householdOutsideCity, unmarriedFollowingFather, registration };
        const subjectFacts = [{ nameChosen: true }];
        const report = { record: {}, facts, subjectFacts, businessKey: [String(n)], persons: [] };
        await engine.starter.start({ definition: newborn, beginning: report, startedBy: 'bench' });
      }
    };
    await Promise.all(Array.from({ length: 256 }, lane));
    await admin.query(
      `update instance i set state = t.state::json
       from (select id, row_number() over (order by id) - 1 as n from instance) numbered
       join unnest($1::text[]) with ordinality as t(state, place) on t.place - 1 = numbered.n % $2
       where numbered.id = i.id`,
      [states, states.length],
    );
    await admin.query('vacuum analyze');
  } finally {
    await admin.end();
    await engine.stop();
  }
}

async function timed<T>(work: () => Promise<T>): Promise<[T, number]> {
  const from = performance.now();
  const result = await work();
  return [result, Math.round((performance.now() - from) / 10) / 100];
}
