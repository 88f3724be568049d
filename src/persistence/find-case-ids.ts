import type { CaseFilter, CaseSearch, Viewer } from '../engine/case-reader';
import type { Definitions } from '../engine/definitions';
import { instanceStatuses } from '../engine/instance';
import type { CaseCipher } from './case-cipher';
import { scopeValues, type ScopeValues } from './case-scope';
import { stepsWithin, versionsWithin } from './known-steps';
import { businessIndex, personIndex } from './move-rows';
import { Values, type Question } from './question';
import { FREES_KEY, HOLDS_KEY } from './sql/business-key';
import { CLOCK_RUNS, FAILED_EXECUTIONS, isTold, LEVEL, UNTOLD_EXECUTIONS } from './sql/clocks';

/** Only in these can a step be open. */
const UNENDED = ['accepted', 'running'];
const OVERDUE = ['yellow', 'red'];
const AFTER_ALL = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

interface Asked {
  readonly viewer: Viewer;
  readonly scope: ScopeValues;
  readonly filter: CaseFilter;
  readonly definitions: Definitions;
  readonly cipher: CaseCipher;
  readonly after: string;
  /** One more than the page holds. */
  readonly limit: number;
}

/**
 * The question for the ids of the cases on a page, newest first, one more than the page holds; undefined when there are
 * none. It is asked along one index that is known beforehand, never left to what the planner guesses of the data: by
 * what the case is called, by its persons, by its open steps, or by event, version and status. Along those that can be
 * long it reads in the order of the list, each value for itself, and stops when the page is full.
 */
export function casesQuery(
  viewer: Viewer,
  filter: CaseFilter,
  { definitions, cipher }: { readonly definitions: Definitions; readonly cipher: CaseCipher },
  { after = AFTER_ALL, limit }: { after?: string; limit: number },
): Question | undefined {
  const scope = scopeValues(viewer, definitions);
  if (scope === undefined) return undefined;
  const asked: Asked = { viewer, scope, filter, definitions, cipher, after, limit: limit + 1 };
  if (filter.search !== undefined || viewer.kind === 'person') return amongFound(asked);
  if (!asksForOpenSteps(filter))
    return byStatus(asked, filter.status === undefined ? instanceStatuses : [filter.status]);
  const statuses = UNENDED.filter((one) => (filter.status ?? one) === one);
  if (statuses.length === 0) return undefined;
  if (viewer.kind === 'startedBy') return byStatus(asked, statuses);
  return levelsOf(filter) === undefined ? byOpenStep(asked) : byLevel(asked);
}

const asksForOpenSteps = ({ step, department, overdue, level }: CaseFilter): boolean =>
  step !== undefined || department !== undefined || overdue === true || level !== undefined;

/** The levels that are asked for; undefined when any will do. */
function levelsOf({ level, overdue }: CaseFilter): string[] | undefined {
  if (overdue !== true) return level === undefined ? undefined : [level];
  return OVERDUE.filter((one) => (level ?? one) === one);
}

/** By what the case or one of its persons is called: a handful, whatever else is asked of them. */
function amongFound({ viewer, scope, filter, definitions, cipher, after, limit }: Asked): Question {
  const values = new Values();
  const [, , person] = scope;
  const theirs = (index: Buffer): string =>
    `select p.instance_id from case_person p where p.person_index = ${values.add(index, 'bytea')}`;
  const found =
    filter.search === undefined
      ? theirs(person as Buffer)
      : findBySearch(filter.search, { viewer, definitions, cipher, values, theirs });
  const conditions = [...caseConditions(scope, filter, values), ...openStep(filter, values)];
  if (filter.search !== undefined && person !== null) conditions.push(`i.id in (${theirs(person)})`);
  return {
    text: `
      with found(id) as materialized (${found})
      select i.id::text from found join instance i on i.id = found.id
      where ${[...conditions, `i.id < ${values.add(after, 'uuid')}`].join(' and ')}
      order by i.id desc limit ${values.add(limit, 'int')}`,
    values: values.all,
  };
}

/** The question for the ids of the cases that are called so; `theirs` asks for those of a person. */
export function findBySearch(
  { number, trackingCode, idNumber, businessKey }: CaseSearch,
  {
    viewer,
    definitions,
    cipher,
    values,
    theirs,
  }: Pick<Asked, 'viewer' | 'definitions' | 'cipher'> & {
    readonly values: Values;
    readonly theirs: (index: Buffer) => string;
  },
): string {
  const named = (condition: string): string => `select i.id from instance i where ${condition}`;
  const found: string[] = [];
  if (number !== undefined) found.push(named(`i.number = ${values.add(number, 'bigint')}`));
  if (trackingCode !== undefined)
    found.push(
      named(`i.tracking_code in (${values.add(trackingCode, 'text')}, upper(${values.add(trackingCode, 'text')}))`),
    );
  const byPerson = idNumber === undefined ? [] : [theirs(personIndex(cipher, idNumber))];
  for (const event of new Set(businessKey === undefined ? [] : definitions.all().map(({ name }) => name))) {
    const key = businessIndex(cipher, { event, businessKey: businessKey ?? [] });
    const where = `i.event = ${values.add(event, 'text')} and i.business_key = ${values.add(key, 'bytea')}`;
    // Each is an index of its own.
    byPerson.push(named(`${where} and ${HOLDS_KEY('i.')}`), named(`${where} and ${FREES_KEY('i.')}`));
  }
  if (byPerson.length === 0) return found.join(' union ');
  // A department may look for a person only among the cases that lie with it now.
  const mine =
    viewer.kind === 'stepsOf'
      ? ` where exists (select from step_execution e where e.instance_id = t.id and e.answered_at is null
          and e.department = any(${values.add(viewer.departments, 'text[]')}))`
      : '';
  const persons = byPerson.map((one) => `select t.id from (${one}) t(id)${mine}`);
  return [...found, ...persons].join(' union ');
}

/** Along event, version and status; for a sender along its own. */
function byStatus({ scope, filter, definitions, after, limit }: Asked, statuses: readonly string[]): Question {
  const values = new Values();
  const [startedBy, versions] = scope;
  const known = versionsWithin(definitions, versions ?? undefined, filter.event);
  const names = values.add(
    known.map(({ name }) => name),
    'text[]',
  );
  const numbers = values.add(
    known.map(({ version }) => version),
    'int[]',
  );
  const of = startedBy === null ? [] : [values.add(startedBy, 'text')];
  const own = startedBy === null ? [] : ['i.started_by'];
  const along = [...own, 'i.event', 'i.version', 'i.status'];
  const branch = [...of, 'v.event', 'v.version', 's.status'];
  const conditions = [
    `(${along.join(', ')}, i.id) < (${branch.join(', ')}, ${values.add(after, 'uuid')})`,
    `(${along.join(', ')}) >= (${branch.join(', ')})`,
    ...openStep(filter, values),
  ];
  const most = values.add(limit, 'int');
  return {
    text: `
      select page.id::text
      from unnest(${names}, ${numbers}) v(event, version) cross join unnest(${values.add(statuses, 'text[]')}) s(status)
      cross join lateral (
        select i.id from instance i where ${conditions.join(' and ')}
        order by ${[...along, 'i.id'].map((one) => `${one} desc`).join(', ')} limit ${most}
      ) page
      order by page.id desc limit ${most}`,
    values: values.all,
  };
}

/** Along the open executions of each step. */
function byOpenStep({ scope, filter, definitions, after, limit }: Asked): Question {
  const values = new Values();
  const steps = values.add(stepsWithin(definitions, scope[1] ?? undefined, filter), 'text[]');
  const conditions = [
    `(e.step, e.instance_id) < (s.step, ${values.add(after, 'uuid')}) and e.step >= s.step and e.answered_at is null`,
    ...executionConditions(filter, values),
    ...ofCase(scope, filter, values),
  ];
  const most = values.add(limit, 'int');
  return {
    text: `
      select distinct page.id::text, page.id as place
      from unnest(${steps}) s(step)
      cross join lateral (
        select distinct e.step, e.instance_id as id from step_execution e where ${conditions.join(' and ')}
        order by e.step desc, e.instance_id desc limit ${most}
      ) page
      order by place desc limit ${most}`,
    values: values.all,
  };
}

/** Along the executions that have risen to these levels, with those that did so this very minute. */
function byLevel({ scope, filter, definitions, after, limit }: Asked): Question {
  const values = new Values();
  const steps = values.add(stepsWithin(definitions, scope[1] ?? undefined, filter), 'text[]');
  const levels = values.add(levelsOf(filter), 'text[]');
  const place = values.add(after, 'uuid');
  const conditions = [...executionConditions(filter, values), ...ofCase(scope, filter, values)];
  const within = [
    `e.instance_id < ${place}`,
    `${LEVEL('e')} = any(${levels})`,
    `e.step = any(${steps})`,
    ...conditions,
  ];
  const along = [`e.level = l.level and e.step = s.step and e.instance_id < ${place}`, ...[isTold('e'), ...conditions]];
  const most = values.add(limit, 'int');
  return {
    text: `
      select page.id::text from (
        select told.id from unnest(${levels}) l(level) cross join unnest(${steps}) s(step)
        cross join lateral (
          select distinct e.level, e.step, e.instance_id as id from step_execution e where ${along.join(' and ')}
          order by e.level desc, e.step desc, e.instance_id desc limit ${most}
        ) told
        union
        select e.instance_id from ${UNTOLD_EXECUTIONS} where ${within.join(' and ')}
        union
        select e.instance_id from ${FAILED_EXECUTIONS} where ${within.join(' and ')}
      ) page
      order by page.id desc limit ${most}`,
    values: values.all,
  };
}

function caseConditions([startedBy, versions]: ScopeValues, { event, status }: CaseFilter, values: Values): string[] {
  return [
    ...(startedBy === null ? [] : [`i.started_by = ${values.add(startedBy, 'text')}`]),
    ...(versions === null ? [] : [`i.event || '@' || i.version = any(${values.add(versions, 'text[]')})`]),
    ...(event === undefined ? [] : [`i.event = ${values.add(event, 'text')}`]),
    ...(status === undefined ? [] : [`i.status = ${values.add(status, 'text')}`]),
  ];
}

/** The same, asked of the case of each execution that the index gives: no join could take the list out of its order. */
function ofCase(scope: ScopeValues, filter: CaseFilter, values: Values): string[] {
  const conditions = caseConditions(scope, filter, values);
  if (conditions.length === 0) return [];
  return [`(select ${conditions.join(' and ')} from instance i where i.id = e.instance_id)`];
}

function executionConditions({ step, department }: CaseFilter, values: Values): string[] {
  return [
    ...(step === undefined ? [] : [`e.step = ${values.add(step, 'text')}`]),
    ...(department === undefined ? [] : [`e.department = ${values.add(department, 'text')}`]),
  ];
}

/** The same, asked of the executions of a case `i`. */
function openStep(filter: CaseFilter, values: Values): string[] {
  if (!asksForOpenSteps(filter)) return [];
  const levels = levelsOf(filter);
  const runs =
    levels === undefined
      ? ['e.answered_at is null']
      : [CLOCK_RUNS, `e.clock_start is not null`, `${LEVEL('e')} = any(${values.add(levels, 'text[]')})`];
  const conditions = ['e.instance_id = i.id', ...runs, ...executionConditions(filter, values)];
  return [`(select true from step_execution e where ${conditions.join(' and ')} limit 1)`];
}
