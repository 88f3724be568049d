import { lazy, type ComponentType } from 'react';
import type { Role } from '../session/roles';

/** A page of the consoles: where it is, who may open it, and whether the navigation names it. */
export interface PageEntry {
  readonly path: string;
  readonly page: ComponentType;
  readonly roles: readonly Role[];
  readonly title?: 'nav.newBirth' | 'nav.cases' | 'nav.tasks';
}

const everyConsole: readonly Role[] = [
  ...(['hospital', 'socialSecurityStaff', 'departmentStaff', 'agent', 'supervisor', 'auditor', 'operator'] as const),
];
const workers: readonly Role[] = ['departmentStaff', 'supervisor', 'hospital', 'socialSecurityStaff'];

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
];

export const pagesFor = (role: Role): readonly PageEntry[] => pages.filter(({ roles }) => roles.includes(role));
