import type { CaseCipher } from './case-cipher';
import type { Definitions } from '../engine/definitions';
import type { ExecutionId } from '../engine/instance';
import type { TaskFilter, TaskSearch, TaskViewer } from '../engine/task-list';
import { scopeValues } from './case-scope';
import { findBySearch } from './find-case-ids';
import { departmentsOf, departmentsWithin, stepsCalled } from './known-steps';
import { keyOf } from './ordinal';
import { Values, type Question } from './question';
import { EXECUTION_LEVEL, PAUSED } from './sql/clocks';
import { taskConditions } from './task-conditions';

const OPEN = ['open', 'claimed'];
const FIRST_PLACE = ['-infinity', '00000000-0000-0000-0000-000000000000', 0] as const;

/** What is shown of a task `e` of a case `i`. */
const SHOWN = `
  e.instance_id::text, e.ordinal, i.number::text, i.event, i.version, i.started_at, e.step, e.region, e.subject, e.kind,
  e.act, e.department, e.status, e.role, e.claimed_by, e.asked_by, e.opened_at, e.answered_at, e.due_at, e.reason,
  ${EXECUTION_LEVEL('e')} as level, ${PAUSED('e')} as paused`;

/**
 * The question for one page of tasks, by due time, one row more than the page holds; undefined when there is nothing to
 * be seen. Those of a person are found by the person, those of a case that is looked for by the case. All others are read
 * in the order of an index, each department, role and way of ending for itself and never more than the page holds.
 */
export function tasksQuery(
  { viewer, roles }: Required<TaskViewer>,
  filter: TaskFilter,
  { definitions, cipher }: { readonly definitions: Definitions; readonly cipher: CaseCipher },
  { after, limit }: { after?: string; limit: number },
): Question | undefined {
  const { department, status, event, step } = filter;
  const scope = scopeValues(viewer, definitions);
  if (scope === undefined) return undefined;
  const [startedBy, , person] = scope;
  const own = viewer.kind === 'stepsOf' ? viewer.departments : undefined;
  const departments = departmentsWithin(definitions, [
    ...[own, department === undefined ? undefined : [department]],
    event === undefined && step === undefined ? undefined : departmentsOf(definitions, filter),
  ]);
  const values = new Values();
  const [due, id = ''] = after?.split(' ') ?? [];
  const [at, instanceId, ordinal] = due === undefined ? FIRST_PLACE : [due, keyOf(id).instance_id, keyOf(id).ordinal];
  const place = `${values.add(at, 'timestamptz')}, ${values.add(instanceId, 'uuid')}, ${values.add(ordinal, 'int')}`;
  const isOpen = status === undefined || OPEN.includes(status);
  const conditions = [
    isOpen ? "e.kind <> 'handler' and e.answered_at is null" : `e.closed_as is not null`,
    ...(status === undefined ? [] : [`${isOpen ? 'e.status' : 'e.closed_as'} = ${values.add(status, 'text')}`]),
    ...taskConditions(filter, values),
  ];
  const [wanted, theirs] = [values.add(departments, 'text[]'), values.add([...roles], 'text[]')];
  const most = values.add(limit + 1, 'int');
  const order = 'order by e.due_at, e.instance_id, e.ordinal';
  const search =
    filter.search === undefined ? undefined : searched(filter.search, { viewer, definitions, cipher, values });
  const found = search === undefined ? '' : `with found(id) as materialized (${search.cases})`;
  const isFound = 'e.instance_id in (select f.id from found f)';
  const isByCase = search?.steps.length === 0;
  // By title there may be as many as there are tasks: those are gone through like all others.
  if (search !== undefined && !isByCase) {
    conditions.push(`(e.step = any(${values.add(search.steps, 'text[]')}) or ${isFound})`);
  }
  if (person !== null || isByCase) {
    const sender = startedBy === null ? [] : [`i.started_by = ${values.add(startedBy, 'text')}`];
    const inAll = [
      ...(person === null ? [] : [`e.instance_id in (${casesOf(person, values)})`]),
      ...[...sender, `e.department = any(${wanted})`, `e.role = any(${theirs})`],
      ...[`(e.due_at, e.instance_id, e.ordinal) > (${place})`, ...conditions],
    ];
    const text = `
      ${found}
      select ${SHOWN} from ${isByCase ? 'found join step_execution e on e.instance_id = found.id' : 'step_execution e'}
      join instance i on i.id = e.instance_id
      where ${inAll.join(' and ')} ${order} limit ${most}`;
    return { text, values: values.all };
  }
  const [prefix, branch] = isOpen
    ? ['e.department, e.role', 'd.department, r.role']
    : ['e.department, e.role, e.closed_as', `d.department, r.role, ${values.add(status, 'text')}`];
  if (startedBy !== null) {
    const sender = values.add(startedBy, 'text');
    conditions.push(`(select i.started_by = ${sender} from instance i where i.id = e.instance_id)`);
  }
  const along = `${prefix}, e.due_at, e.instance_id, e.ordinal`;
  conditions.unshift(`(${along}) > (${branch}, ${place})`, `(${prefix}) <= (${branch})`);
  return {
    text: `
      ${found}
      select ${SHOWN}
      from unnest(${wanted}) d(department) cross join unnest(${theirs}) r(role)
      cross join lateral (
        select e.* from step_execution e where ${conditions.join(' and ')} order by ${along} limit ${most}
      ) e
      join instance i on i.id = e.instance_id
      ${order} limit ${most}`,
    values: values.all,
  };
}

/** The question for one task: for the viewer's role, in a case that exists for the viewer and, for a department, its own. */
export function taskQuery(
  { viewer, roles }: TaskViewer,
  id: ExecutionId,
  definitions: Definitions,
): Question | undefined {
  const scope = scopeValues(viewer, definitions);
  if (scope === undefined) return undefined;
  const values = new Values();
  const [startedBy, , person] = scope;
  const { instance_id: instanceId, ordinal } = keyOf(id);
  const conditions = [
    `e.instance_id = ${values.add(instanceId, 'uuid')} and e.ordinal = ${values.add(ordinal, 'int')}`,
    `e.kind <> 'handler'`,
  ];
  if (roles !== undefined) conditions.push(`e.role = any(${values.add([...roles], 'text[]')})`);
  if (viewer.kind === 'stepsOf')
    conditions.push(`e.department = any(${values.add([...viewer.departments], 'text[]')})`);
  if (startedBy !== null) conditions.push(`i.started_by = ${values.add(startedBy, 'text')}`);
  if (person !== null) conditions.push(`e.instance_id in (${casesOf(person, values)})`);
  return {
    text: `
      select ${SHOWN} from step_execution e join instance i on i.id = e.instance_id where ${conditions.join(' and ')}`,
    values: values.all,
  };
}

/** The steps that are called so, and the question for the cases that are. */
function searched(
  { title, inCase }: TaskSearch,
  by: Pick<Parameters<typeof findBySearch>[1], 'viewer' | 'definitions' | 'cipher' | 'values'>,
): { readonly steps: readonly string[]; readonly cases: string } {
  const theirs = (person: Buffer): string => casesOf(person, by.values);
  return { steps: stepsCalled(by.definitions, title), cases: findBySearch(inCase, { ...by, theirs }) };
}

const casesOf = (person: Buffer, values: Values): string =>
  `select p.instance_id from case_person p where p.person_index = ${values.add(person, 'bytea')}`;
