import type { Role } from '../../core';

/** Every role: whoever has a key. */
export const WHOEVER_HAS_A_KEY: readonly Role[] = [
  ...(['hospital', 'departmentStaff', 'departmentSystem', 'socialSecurityStaff', 'citizen', 'entrepreneur'] as const),
  ...(['agent', 'supervisor', 'auditor', 'catalogueAdmin', 'operator'] as const),
];
