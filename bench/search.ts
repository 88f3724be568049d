import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, type Pool } from 'pg';
import type { DataSource } from 'typeorm';
import { startEmbeddedPostgres } from '../src/embedded-postgres/start-embedded-postgres';
import type { Page } from '../src/engine/case-reader';
import { Definitions } from '../src/engine/definitions';
import { CaseCipher } from '../src/persistence/case-cipher';
import { createDataSource } from '../src/persistence/data-source';
import { casesQuery } from '../src/persistence/find-case-ids';
import { tasksQuery } from '../src/persistence/find-tasks';
import { migrate } from '../src/persistence/migrate';
import { openPool } from '../src/persistence/pool';
import { PostgresCaseReader } from '../src/persistence/postgres-case-reader';
import { deadlinesQuery, PostgresDeadlineList } from '../src/persistence/postgres-deadline-list';
import { PostgresDeadlineStore } from '../src/persistence/postgres-deadline-store';
import { PostgresIncidentList } from '../src/persistence/postgres-incident-list';
import { PostgresTaskList } from '../src/persistence/postgres-task-list';
import type { Question } from '../src/persistence/question';
import { caseQuestions, deadlineQuestions, incidentQuestions, taskQuestions } from './list-questions';
import { standCases, standingDefinitions } from './standing-cases';

export interface SearchResult {
  readonly list: string;
  /** Who asks, and by which filters. */
  readonly question: string;
  readonly rows: number;
  readonly p50_ms: number;
  readonly p95_ms: number;
  /** What the planner reads; `seq …` is a table read whole. */
  readonly plan: readonly string[];
}

type Place = { after?: string; limit: number };

interface Asked {
  readonly list: string;
  readonly question: string;
  readonly ask: (page: Place) => Promise<Page<unknown>>;
  /** The statement that looks for the page; undefined where there is nothing to look for. */
  readonly statement: Question | undefined;
}

const LIMIT = 50;
const TRIES = 12;

/** How long each list takes, by each combination of filters and for each kind of viewer, with so many cases in the store. */
export async function runSearchBench(
  count: number,
  say: (line: string) => void,
  tell: (result: SearchResult) => void,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'one-thing-bench-'));
  const server = await startEmbeddedPostgres({ dataDir: folder });
  const pool = openPool(server.url, { max: 4 });
  const admin = new Client({ connectionString: server.url });
  try {
    await migrate(server.url);
    await admin.connect();
    await standCases(admin, server.url, count, say);
    const dataSource = await createDataSource(server.url, { poolSize: 4 }).initialize();
    try {
      for (const asked of questions(pool, dataSource, LIMIT)) tell(await measure(asked, admin));
      tell(await measureRound(pool));
    } finally {
      await dataSource.destroy();
    }
  } finally {
    await admin.end();
    await pool.end();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Every question with how it is asked, and the statement it becomes. */
export function questions(pool: Pool, dataSource: DataSource, limit: number): Asked[] {
  const definitions = new Definitions(standingDefinitions);
  const cipher = new CaseCipher(Buffer.alloc(32, 7));
  const lists = {
    cases: new PostgresCaseReader(pool, dataSource, cipher, definitions),
    tasks: new PostgresTaskList(dataSource, definitions, cipher),
    deadlines: new PostgresDeadlineList(dataSource, definitions),
    incidents: new PostgresIncidentList(dataSource),
  };
  return [
    ...caseQuestions.map(({ name, viewer, filter }) => ({
      ...{ list: 'instances', question: name },
      ask: (page: Place) => lists.cases.list(viewer, filter, page),
      statement: casesQuery(viewer, filter, { definitions, cipher }, { limit }),
    })),
    ...taskQuestions.map(({ name, viewer, filter }) => ({
      ...{ list: 'tasks', question: name },
      ask: (page: Place) => lists.tasks.list(viewer, filter, page),
      statement: tasksQuery(viewer, filter, { definitions, cipher }, { limit }),
    })),
    ...deadlineQuestions.map(({ name, viewer, filter }) => ({
      ...{ list: 'deadlines', question: name },
      ask: (page: Place) => lists.deadlines.list(viewer, filter, page),
      statement: deadlinesQuery(viewer, filter, definitions, { limit }),
    })),
    ...incidentQuestions.map(({ name, filter }) => {
      const [text, values] = lists.incidents.query(filter, { limit }).getQueryAndParameters();
      return {
        ...{ list: 'incidents', question: name },
        ask: (page: Place) => lists.incidents.list(filter, page),
        statement: { text, values },
      };
    }),
  ];
}

/** The first page and, where there is one, the second. */
async function measure({ list, question, ask, statement }: Asked, admin: Client): Promise<SearchResult> {
  const { items, next } = await ask({ limit: LIMIT });
  const times: number[] = [];
  for (let n = 0; n < TRIES; n += 1) {
    const from = performance.now();
    await ask({ limit: LIMIT, ...(n % 2 === 0 || next === undefined ? {} : { after: next }) });
    times.push(performance.now() - from);
  }
  const plan = statement === undefined ? [] : await indexesOf(admin, statement);
  return { list, question, rows: items.length, p50_ms: percentile(times, 50), p95_ms: percentile(times, 95), plan };
}

/** The look of the minute, at a store in which nobody has told anything yet: each clock that has risen is put once. */
async function measureRound(pool: Pool): Promise<SearchResult> {
  const deadlines = new PostgresDeadlineStore(pool);
  const times: number[] = [];
  let rows = 0;
  for (let n = 0; n < TRIES; n += 1) {
    const from = performance.now();
    rows += (await deadlines.putRisen(500)).length;
    times.push(performance.now() - from);
  }
  const question = 'levels that have risen';
  return { list: 'round', question, rows, p50_ms: percentile(times, 50), p95_ms: percentile(times, 95), plan: [] };
}

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Index Name'?: string;
  readonly 'Relation Name'?: string;
  readonly Plans?: readonly PlanNode[];
}

/** The indexes by which a statement is answered, and the tables that are read whole for it. */
export async function indexesOf(client: Pick<Client, 'query'>, { text, values }: Question): Promise<string[]> {
  const { rows } = await client.query<{ 'QUERY PLAN': { Plan: PlanNode }[] }>(`explain (format json) ${text}`, values);
  const found = new Set<string>();
  const look = (node: PlanNode): void => {
    if (node['Index Name'] !== undefined) found.add(node['Index Name']);
    if (node['Node Type'] === 'Seq Scan') found.add(`seq ${node['Relation Name']}`);
    for (const below of node.Plans ?? []) look(below);
  };
  for (const { Plan: plan } of rows[0]?.['QUERY PLAN'] ?? []) look(plan);
  found.delete('seq business_clock');
  return [...found].sort();
}

function percentile(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return Math.round((sorted[Math.min(sorted.length - 1, Math.ceil((p / 100) * sorted.length) - 1)] ?? 0) * 10) / 10;
}
