import type { MigrationInterface } from 'typeorm';
import { FirstSchema1763740800000 } from './1763740800000-first-schema';
import { AccessLog1763744400000 } from './1763744400000-access-log';
import { Clocks1763748000000 } from './1763748000000-clocks';
import { CalendarAndClock1763751600000 } from './1763751600000-calendar-and-clock';
import { People1763755200000 } from './1763755200000-people';
import { DepartmentPolicy1763758800000 } from './1763758800000-department-policy';
import { BulkRepairs1763762400000 } from './1763762400000-bulk-repairs';
import { TakingBack1763769000000 } from './1763769000000-taking-back';
import { Seals1763770000000 } from './1763770000000-seals';
import { MigratedCases1763771000000 } from './1763771000000-migrated-cases';
import { EarlySignals1763771100000 } from './1763771100000-early-signals';
import { Lists1763772000000 } from './1763772000000-lists';
import { Accounts1764110000000 } from './1764110000000-accounts';
import { OperatorConsole1764120000000 } from './1764120000000-operator-console';
import { Drafts1764130000000 } from './1764130000000-drafts';
import { RegisterQueries1764140000000 } from './1764140000000-register-queries';

/** Every migration in its order, listed by name: nothing is found by a file pattern. */
export const migrations: (new () => MigrationInterface)[] = [
  FirstSchema1763740800000,
  AccessLog1763744400000,
  Clocks1763748000000,
  CalendarAndClock1763751600000,
  People1763755200000,
  DepartmentPolicy1763758800000,
  BulkRepairs1763762400000,
  TakingBack1763769000000,
  Seals1763770000000,
  MigratedCases1763771000000,
  EarlySignals1763771100000,
  Lists1763772000000,
  Accounts1764110000000,
  OperatorConsole1764120000000,
  Drafts1764130000000,
  RegisterQueries1764140000000,
];
