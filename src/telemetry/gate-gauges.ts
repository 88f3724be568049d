import { Gauge, type Registry } from 'prom-client';
import type { DepartmentGates } from '../engine/department-gates';

const STATES = ['closed', 'open', 'ramping'] as const;

/** Shows how the departments' gates stand, as this process knows them: no statement of its own. */
export function showGates(
  gates: Pick<DepartmentGates, 'standing'>,
  departments: readonly string[],
  registry: Registry,
): void {
  const breaker = new Gauge({
    name: 'one_thing_breaker_state',
    help: 'The state in which the breaker of a department is has the value 1',
    labelNames: ['department', 'state'],
    registers: [],
    collect: () => {
      for (const department of departments) {
        const standing = gates.standing(department);
        for (const state of STATES) breaker.set({ department, state }, state === standing.breaker ? 1 : 0);
      }
    },
  });
  const open = new Gauge({
    name: 'one_thing_department_open',
    help: '0 while hours, maintenance or the breaker keep everybody out',
    labelNames: ['department'],
    registers: [],
    collect: () =>
      departments.forEach((department) => open.set({ department }, gates.standing(department).open ? 1 : 0)),
  });
  const permits = new Gauge({
    name: 'one_thing_permits_in_use',
    help: 'Calls under a permit over all workers; counted where a department has limits or is being ramped up',
    labelNames: ['department'],
    registers: [],
    collect: () => departments.forEach((department) => permits.set({ department }, gates.standing(department).calls)),
  });
  for (const gauge of [breaker, open, permits]) registry.registerMetric(gauge);
}
