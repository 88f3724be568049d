import type { MigrationInterface } from 'typeorm';

/** Every migration in its order, listed by name: nothing is found by a file pattern. */
export const migrations: (new () => MigrationInterface)[] = [];
