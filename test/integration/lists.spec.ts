import { Client } from 'pg';
import type { DataSource } from 'typeorm';
import { caseQuestions, deadlineQuestions, taskQuestions } from '../../bench/list-questions';
import { indexesOf, questions } from '../../bench/search';
import { standCases } from '../../bench/standing-cases';
import type { CaseFilter, Viewer } from '../../src/engine/case-reader';
import type { TaskFilter } from '../../src/engine/task-list';
import { createDataSource } from '../../src/persistence/data-source';
import { openPool } from '../../src/persistence/pool';
import { createTestDatabase, type TestDatabase } from '../support/database';

const CASES = 600;
const PAGE = 50;

interface ExecutionRow {
  id: string;
  step: string;
  department: string;
  kind: string;
  role: string | null;
  status: string;
  open: boolean;
  waits: boolean;
  level: string;
  due_at: Date;
  claimed_by: string | null;
}

interface CaseRow {
  id: string;
  event: string;
  number: string;
  tracking_code: string;
  status: string;
  started_by: string;
  persons: string[];
  executions: ExecutionRow[];
}

describe('lists over cases that stand in every way', () => {
  let database: TestDatabase;
  let admin: Client;
  let pool: ReturnType<typeof openPool>;
  let dataSource: DataSource;
  let all: CaseRow[];

  beforeAll(async () => {
    database = await createTestDatabase();
    admin = new Client({ connectionString: database.url });
    await admin.connect();
    await standCases(admin, database.url, CASES, () => undefined);
    dataSource = await createDataSource(database.url, { poolSize: 2 }).initialize();
    pool = openPool(database.url, { max: 2 });
    all = await readAll(admin);
  });
  afterAll(async () => {
    await pool.end();
    await dataSource.destroy();
    await admin.end();
    await database.drop();
  });

  const pages = async (
    ask: (page: { after?: string; limit: number }) => Promise<{ items: readonly unknown[]; next?: string }>,
    limit: number,
  ): Promise<string[]> => {
    const found: string[] = [];
    let after: string | undefined;
    do {
      const { items, next } = await ask({ limit, ...(after === undefined ? {} : { after }) });
      expect(items.length).toBeLessThanOrEqual(limit);
      found.push(...items.map((item) => (item as { id: string }).id));
      after = next;
    } while (after !== undefined);
    return found;
  };

  it('every question goes along its own index, and reads no table whole', async () => {
    await admin.query('set enable_seqscan = off; set enable_bitmapscan = off');
    const wrong: string[] = [];
    for (const { list, question, statement } of questions(pool, dataSource, PAGE)) {
      if (statement === undefined) continue;
      const used = await indexesOf(admin, statement);
      const wanted = indexFor(list, question);
      const isWhole = used.some((one) => one.startsWith('seq '));
      if (isWhole || !wanted.every((one) => used.includes(one))) wrong.push(`${list} ${question}: ${used.join(', ')}`);
    }
    await admin.query('reset all');
    expect(wrong).toEqual([]);
  });

  it('each combination of filters finds exactly the cases that are so, for each viewer, page by page', async () => {
    const asked = questions(pool, dataSource, PAGE).filter(({ list }) => list === 'instances');
    const wrong: string[] = [];
    let found = 0;
    for (const [n, { question, ask }] of asked.entries()) {
      const { viewer, filter } = caseQuestions[n] as (typeof caseQuestions)[number];
      // Three in four of the others go the same ways again; which ones is told by their place, always the same.
      const isMain = viewer.kind === 'everyCase' || viewer.kind === 'stepsOf';
      if (filter.search !== undefined || (!isMain && n % 4 !== 0)) continue;
      const truth = all.filter((one) => isSeen(one, viewer) && isSo(one, filter)).map(({ id }) => id);
      // Small pages where they are few, so that paging crosses what the index keeps apart.
      const told = await pages(ask, truth.length < 60 ? 7 : 200);
      found += truth.length;
      if (told.join() !== truth.join()) wrong.push(`${question}: ${told.length} for ${truth.length}`);
    }
    expect(wrong).toEqual([]);
    expect(found).toBeGreaterThan(4 * CASES);
  });

  it('tasks and deadlines are exactly those that are so, the most urgent first', async () => {
    const rows = all.flatMap((one) => one.executions.map((execution) => ({ one, execution })));
    const wrong: string[] = [];
    const compare = async (
      name: string,
      ask: Parameters<typeof pages>[0],
      isOne: (row: (typeof rows)[number]) => boolean,
    ): Promise<number> => {
      const truth = rows.filter(isOne).map(({ execution }) => execution);
      truth.sort((a, b) => Number(a.due_at) - Number(b.due_at) || (a.id < b.id ? -1 : 1));
      const told = await pages(ask, 11);
      if (told.join() !== truth.map(({ id }) => id).join()) wrong.push(`${name}: ${told.length} for ${truth.length}`);
      return truth.length;
    };
    const asked = questions(pool, dataSource, PAGE);
    let found = 0;
    for (const [n, { question, ask }] of asked.filter(({ list }) => list === 'tasks').entries()) {
      const { viewer, filter } = taskQuestions[n] as (typeof taskQuestions)[number];
      found += await compare(question, ask, ({ one, execution }) => {
        const { kind, role, department, status, open } = execution;
        const isOwn = viewer.viewer.kind !== 'stepsOf' || viewer.viewer.departments.includes(department);
        const isTheirs = kind !== 'handler' && role !== null && viewer.roles.includes(role);
        const isWanted = filter.status === undefined ? open : status === filter.status;
        return (
          isOwn &&
          isTheirs &&
          isWanted &&
          isSeen(one, viewer.viewer) &&
          isNarrowed(one, execution, filter) &&
          (filter.department ?? department) === department
        );
      });
    }
    for (const [n, { question, ask }] of asked.filter(({ list }) => list === 'deadlines').entries()) {
      const { viewer, filter } = deadlineQuestions[n] as (typeof deadlineQuestions)[number];
      found += await compare(question, ask, ({ execution: { department, level, open, waits } }) => {
        const isOwn = viewer.kind !== 'stepsOf' || viewer.departments.includes(department);
        const isAt = filter.level === undefined ? level !== 'normal' : level === filter.level;
        return isOwn && (open || waits) && isAt && (filter.department ?? department) === department;
      });
    }
    expect(wrong).toEqual([]);
    expect(found).toBeGreaterThan(50);
  });
});

/** Which index a question is about, told by its words. */
function indexFor(list: string, question: string): string[] {
  const [who = '', what = ''] = question.split(': ');
  if (list === 'incidents') {
    const cause = question.includes('cause');
    if (question.startsWith('closed')) return [cause ? 'incident_closed_cause' : 'incident_closed'];
    return [cause ? 'incident_open_cause_opened' : 'incident_opened'];
  }
  if (list === 'deadlines') return ['step_execution_deadline', 'step_execution_next_level'];
  const person = who === 'person' ? ['case_person_pkey'] : [];
  if (list === 'tasks') {
    if (person.length > 0) return person;
    if (what === 'number') return ['instance_number'];
    if (what === 'code') return ['instance_tracking_code'];
    return [/completed|refused|passedOn|cancelled/.test(what) ? 'step_execution_task_closed' : 'step_execution_task'];
  }
  if (what === 'number') return ['instance_number', ...person];
  if (what.startsWith('code')) return ['instance_tracking_code', ...person];
  if (person.length > 0) return person;
  if (who.endsWith('sender')) return ['instance_started_by'];
  if (/overdue|level/.test(what)) return ['step_execution_risen', 'step_execution_next_level'];
  return [/step|department/.test(what) ? 'step_execution_open' : 'instance_event'];
}

function isSeen({ event, started_by: startedBy, persons }: CaseRow, viewer: Viewer): boolean {
  switch (viewer.kind) {
    case 'everyCase':
      return true;
    case 'startedBy':
      return startedBy === viewer.organisation;
    case 'person':
      return persons.includes(viewer.personIndex);
    case 'stepsOf':
      // Every event here has a step of the police.
      return viewer.departments.includes('police') && event !== '';
    case 'noCase':
      return false;
  }
}

/** What a list of tasks is narrowed down by beyond whose they are and how they stand. */
function isNarrowed(one: CaseRow, execution: ExecutionRow, filter: TaskFilter): boolean {
  const { event, step, overdue, level, heldBy, search } = filter;
  const holder = execution.claimed_by;
  return (
    (event ?? one.event) === one.event &&
    (step ?? execution.step) === execution.step &&
    (overdue !== true || Number(execution.due_at) <= Date.now()) &&
    (level ?? execution.level) === execution.level &&
    (heldBy === undefined || (heldBy.kind === 'nobody' ? holder === null : holder !== null)) &&
    (search === undefined ||
      one.number === search.inCase.number ||
      one.tracking_code === search.inCase.trackingCode ||
      execution.step === search.title)
  );
}

function isSo({ event, status, executions }: CaseRow, filter: CaseFilter): boolean {
  if ((filter.event ?? event) !== event || (filter.status ?? status) !== status) return false;
  const levels = filter.level !== undefined ? [filter.level] : filter.overdue === true ? ['yellow', 'red'] : undefined;
  if (levels === undefined && filter.step === undefined && filter.department === undefined) return true;
  return executions.some(
    ({ step, department, open, waits, level }) =>
      (filter.step ?? step) === step &&
      (filter.department ?? department) === department &&
      (levels === undefined ? open : (open || waits) && levels.includes(level)),
  );
}

/** All that there is, newest first, read without any of the lists. */
async function readAll(admin: Client): Promise<CaseRow[]> {
  const { rows } = await admin.query<Omit<CaseRow, 'executions'>>(`
    select i.id::text, event, number::text, tracking_code, status, started_by,
      array(select encode(person_index, 'base64') from case_person p where p.instance_id = i.id) as persons
    from instance i order by i.id desc`);
  const executions = await admin.query<ExecutionRow & { instance_id: string }>(`
    select e.instance_id::text, e.instance_id || '-' || ordinal / 256 || '-' || ordinal % 256 as id, step, department,
      kind, role, status, answered_at is null as open, due_at, claimed_by,
      status = 'failed' and exists (
        select from incident c where c.instance_id = e.instance_id and c.region = e.region and closed_at is null) as waits,
      case when next_level_at is null or next_level_at > now() then level when statutory_due_at <= now() then 'red'
        when due_at <= now() then 'yellow' else 'warning' end as level
    from step_execution e`);
  const byCase = new Map<string, ExecutionRow[]>(rows.map(({ id }) => [id, []]));
  for (const one of executions.rows) byCase.get(one.instance_id)?.push(one);
  return rows.map((row) => ({ ...row, executions: byCase.get(row.id) ?? [] }));
}
