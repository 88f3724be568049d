/** The event by which a case that has been put into another version of its definition begins to follow it. */
export const MIGRATED = 'case.migrated';
