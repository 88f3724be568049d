import type { Role } from '../../core';

/** Whoever has matters of their own. */
export const FAMILY: readonly Role[] = ['citizen', 'entrepreneur'];
