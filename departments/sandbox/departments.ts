export const DEPARTMENTS = [
  'health',
  'police',
  'medicalInsurance',
  'humanResources',
  'diseaseControl',
  'maternalChildHealth',
] as const;
export type DepartmentId = (typeof DEPARTMENTS)[number];

export function isDepartment(id: string): id is DepartmentId {
  return (DEPARTMENTS as readonly string[]).includes(id);
}

/** Each department has a database schema of its own and reads no other. */
export const SCHEMAS: Record<DepartmentId, string> = {
  health: 'dept_health',
  police: 'dept_police',
  medicalInsurance: 'dept_medical_insurance',
  humanResources: 'dept_human_resources',
  diseaseControl: 'dept_disease_control',
  maternalChildHealth: 'dept_maternal_child_health',
};
