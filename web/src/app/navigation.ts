import { lazy, type ComponentType } from 'react';
import type { Role } from '../session/roles';

/** A page of the consoles: where it is, who may open it, and whether the navigation names it. */
export interface PageEntry {
  readonly path: string;
  readonly page: ComponentType;
  readonly roles: readonly Role[];
  readonly title?:
    | `nav.${'newBirth' | 'cases' | 'tasks' | 'incidents' | 'departments' | 'queues'}`
    | `nav.${'definitions' | 'keys' | 'audit' | 'training'}`;
}

const everyConsole: readonly Role[] = [
  ...(['hospital', 'socialSecurityStaff', 'departmentStaff', 'agent', 'supervisor', 'auditor', 'operator'] as const),
];
const watchers: readonly Role[] = ['operator', 'supervisor', 'auditor'];
const workers: readonly Role[] = ['departmentStaff', 'supervisor', 'hospital', 'socialSecurityStaff'];

const operatorPages: readonly PageEntry[] = [
  {
    path: '/incidents',
    page: lazy(() => import('../pages/operator/incidents-page')),
    roles: watchers,
    title: 'nav.incidents',
  },
  {
    path: '/departments',
    page: lazy(() => import('../pages/operator/departments-page')),
    roles: watchers,
    title: 'nav.departments',
  },
  { path: '/queues', page: lazy(() => import('../pages/operator/queues-page')), roles: watchers, title: 'nav.queues' },
  {
    path: '/definitions',
    page: lazy(() => import('../pages/operator/definitions-page')),
    roles: [...watchers, 'catalogueAdmin'],
    title: 'nav.definitions',
  },
  {
    path: '/keys',
    page: lazy(() => import('../pages/operator/keys-page')),
    roles: ['operator', 'auditor'],
    title: 'nav.keys',
  },
  { path: '/audit', page: lazy(() => import('../pages/operator/audit-page')), roles: watchers, title: 'nav.audit' },
  {
    path: '/training',
    page: lazy(() => import('../pages/operator/training-page')),
    roles: ['operator'],
    title: 'nav.training',
  },
];

/** Every page, in the order of the navigation. The first one that a role may open is where it begins. */
export const pages: readonly PageEntry[] = [
  {
    path: '/births/new',
    page: lazy(() => import('../pages/births/new-birth-page')),
    roles: ['hospital'],
    title: 'nav.newBirth',
  },
  { path: '/tasks', page: lazy(() => import('../pages/tasks/tasks-page')), roles: workers, title: 'nav.tasks' },
  { path: '/cases', page: lazy(() => import('../pages/cases/cases-page')), roles: everyConsole, title: 'nav.cases' },
  { path: '/cases/:id/print', page: lazy(() => import('../pages/births/print-page')), roles: ['hospital'] },
  { path: '/cases/:id', page: lazy(() => import('../pages/case/case-page')), roles: everyConsole },
  ...operatorPages,
];

export const pagesFor = (role: Role): readonly PageEntry[] => pages.filter(({ roles }) => roles.includes(role));
