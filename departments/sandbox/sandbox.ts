import type { Pool } from 'pg';
import { diseaseControl } from '../disease-control/disease-control';
import { health } from '../health/health';
import { humanResources } from '../human-resources/human-resources';
import { maternalChildHealth } from '../maternal-child-health/maternal-child-health';
import { medicalInsurance } from '../medical-insurance/medical-insurance';
import { police } from '../police/police';
import type { Matter } from './calls/matter';
import type { Deliverer } from './delivery/deliverer';
import type { Department } from './department';
import { type DepartmentId, isDepartment } from './departments';
import type { FaultStore } from './faults/fault-store';
import type { Signer } from './http/signer';
import { Problem } from './problem';
import type { TrainingClock } from './training-clock';

export const ALL_DEPARTMENTS: readonly Department[] = [
  health,
  police,
  medicalInsurance,
  humanResources,
  diseaseControl,
  maternalChildHealth,
];

const BY_ID = new Map<DepartmentId, Department>(ALL_DEPARTMENTS.map((department) => [department.id, department]));

/** What the controllers work with. A class only so that Nest can inject it by type. */
export class Sandbox {
  constructor(
    readonly pool: Pool,
    readonly faults: FaultStore,
    readonly signer: Signer,
    readonly deliverer: Deliverer,
    readonly clock: TrainingClock,
  ) {}
}

export function departmentOf(id: string): Department {
  const department = isDepartment(id) ? BY_ID.get(id) : undefined;
  if (!department) throw new Problem(404, 'department-unknown', `there is no department "${id}"`);
  return department;
}

export function matterOf(department: Department, name: string): Matter {
  const matter = department.matters.find((candidate) => candidate.name === name);
  if (!matter) throw new Problem(404, 'matter-unknown', `${department.id} has no matter "${name}"`);
  return matter;
}
