/** The roles of the API. */
export const roles = [
  'hospital',
  'departmentStaff',
  'departmentSystem',
  'socialSecurityStaff',
  'citizen',
  'entrepreneur',
  'agent',
  'supervisor',
  'auditor',
  'catalogueAdmin',
  'operator',
] as const;
export type Role = (typeof roles)[number];
