import type { CaseFilter, Viewer } from '../src/engine/case-reader';
import type { DeadlineFilter } from '../src/engine/deadline-list';
import type { IncidentFilter } from '../src/engine/incident-list';
import type { TaskFilter, TaskViewer } from '../src/engine/task-list';
import { BIG_SENDER, CAUSE, SMALL_SENDER, standingPerson } from './standing-cases';

/** Every combination of filters that the lists offer, for each kind of viewer. */

type Filters<Filter> = readonly (readonly [name: string, filter: Filter])[];

const person = (n: number): Viewer => ({ kind: 'person', personIndex: standingPerson(n).toString('base64') });

const VIEWERS: Filters<Viewer> = [
  ['overseer', { kind: 'everyCase' }],
  ['department', { kind: 'stepsOf', departments: ['police'] }],
  ['big sender', { kind: 'startedBy', organisation: BIG_SENDER }],
  ['small sender', { kind: 'startedBy', organisation: SMALL_SENDER }],
  ['person', person(3)],
];

/** Each with each. */
function product<Filter extends object>(...choices: readonly Filters<Filter>[]): Filters<Filter> {
  let found: Filters<Filter> = [['', {} as Filter]];
  for (const choice of choices) {
    found = found.flatMap(([name, filter]) =>
      choice.map(([more, other]) => [[name, more].filter(Boolean).join(' '), { ...filter, ...other }] as const),
    );
  }
  return found;
}

const CASE_FILTERS: Filters<CaseFilter> = product<CaseFilter>(
  [
    ['', {}],
    ['event', { event: 'bench-newborn' }],
  ],
  [['', {}], ...['running', 'completed', 'withdrawn'].map((status) => [status, { status }] as const)],
  [
    ['', {}],
    ['step', { step: 'citizenCard' }],
    ['department', { department: 'police' }],
    ['step department', { step: 'counter', department: 'police' }],
    ['overdue', { overdue: true }],
    ['level', { level: 'red' }],
    ['level department', { level: 'warning', department: 'medicalInsurance' }],
    ['overdue step', { overdue: true, step: 'medicalInsurance' }],
  ],
);

const SEARCHES: Filters<CaseFilter> = [
  ['number', { search: { number: '4711' } }],
  ['code or person or key', { search: { trackingCode: 'T17', idNumber: '330702199001011234', businessKey: ['a'] } }],
  ['code level', { search: { trackingCode: 'T17' }, level: 'red' }],
];

const named = <Filter>(viewers: Filters<Viewer>, filters: Filters<Filter>) =>
  viewers.flatMap(([who, viewer]) => filters.map(([what, filter]) => ({ name: `${who}: ${what}`, viewer, filter })));

export const caseQuestions = named(VIEWERS, [...CASE_FILTERS, ...SEARCHES]);

const STATUSES = ['open', 'claimed', 'completed', 'refused', 'passedOn', 'cancelled'];
const ROLES: Readonly<Record<string, readonly string[]>> = {
  ...{ overseer: ['supervisor'], department: ['departmentStaff'], person: ['applicant', 'citizen'] },
  ...{ 'big sender': ['applicant', 'hospital'], 'small sender': ['applicant', 'hospital'] },
};

const NOBODY = 'key:00000000-0000-4000-8000-000000000000';

const TASK_FILTERS: Filters<TaskFilter> = [
  ['event', { event: 'bench-counter' }],
  ['step', { step: 'counter' }],
  ['overdue', { overdue: true }],
  ['red', { level: 'red' }],
  ['claimed others', { status: 'claimed', heldBy: { kind: 'others', holder: NOBODY } }],
  ['nobody', { heldBy: { kind: 'nobody' } }],
  ['number', { search: { title: 'NB-1-4711', inCase: { number: '4711' } } }],
  ['code', { search: { title: 'T17', inCase: { trackingCode: 'T17', idNumber: '330702199001011234' } } }],
  ['title', { search: { title: 'counter', inCase: { trackingCode: 'counter' } } }],
];

export const taskQuestions = named<TaskFilter>(
  VIEWERS,
  product<TaskFilter>(
    [
      ['', {}],
      ['department', { department: 'police' }],
    ],
    [['', {}], ...STATUSES.map((status) => [status, { status }] as const)],
  ).concat(TASK_FILTERS),
).map(({ name, viewer, filter }) => {
  const asker: Required<TaskViewer> = { viewer, roles: ROLES[name.split(':')[0] ?? ''] ?? [] };
  return { name, viewer: asker, filter };
});

export const deadlineQuestions = named<DeadlineFilter>(
  VIEWERS.slice(0, 2),
  product<DeadlineFilter>(
    [
      ['', {}],
      ['department', { department: 'police' }],
    ],
    [['', {}], ...(['warning', 'yellow', 'red'] as const).map((level) => [level, { level }] as const)],
  ),
);

export const incidentQuestions: readonly { readonly name: string; readonly filter: IncidentFilter }[] = [
  { name: 'open', filter: {} },
  { name: 'closed', filter: { closed: true } },
  { name: 'open cause', filter: { fingerprint: CAUSE } },
  { name: 'closed cause', filter: { fingerprint: CAUSE, closed: true } },
  { name: 'other cause', filter: { fingerprint: 'nothing' } },
  { name: 'closed other cause', filter: { fingerprint: 'nothing', closed: true } },
];
