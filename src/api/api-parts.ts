import type { Logger } from 'pino';
import type { Text } from '../core';
import type { AccountStore } from '../engine/accounts';
import type { ApiKeyStore } from '../engine/api-keys';
import type { AuditDesk } from '../engine/audit-desk';
import type { BulkRepairStore } from '../engine/bulk-repair';
import type { FollowedCalendars } from '../engine/calendars';
import type { CircumstancesReader } from '../engine/case-circumstances';
import type { CaseReader } from '../engine/case-reader';
import type { MessageDelivery } from '../engine/deliver-message';
import type { Definitions } from '../engine/definitions';
import type { DeadlineList } from '../engine/deadline-list';
import type { DepartmentList } from '../engine/department-list';
import type { DraftStore } from '../engine/drafts';
import type { EarlySignals } from '../engine/early-signals';
import type { IncidentList } from '../engine/incident-list';
import type { Keyring } from '../engine/keyring';
import type { LiveCases } from '../engine/live-cases';
import type { ClockMover } from '../engine/move-clock';
import type { InstanceStarter } from '../engine/start-instance';
import type { LoginAttempts, SessionStore } from '../engine/sessions';
import type { QueryLog, Registers } from '../engine/registers';
import type { TaskList } from '../engine/task-list';
import type { DemoAccount } from './demo/demo-accounts';
import type { Training } from '../engine/training';
import type { Verifications } from '../engine/verification';
import type { WorkloadReader } from '../engine/workload';

export interface Readiness {
  readonly ok: boolean;
  /** What was looked at, by name: `ok`, or a word on what is wrong, without addresses or credentials. */
  readonly checks: Readonly<Record<string, string>>;
}

/** What those need who look after the product. */
export interface OperatorParts {
  readonly keyring: Keyring;
  readonly workload: WorkloadReader;
  readonly verifications: Verifications;
  readonly audits: AuditDesk;
  /** Undefined where the departments are real. */
  readonly training?: Training;
}

/** Everything the edge needs of the product. */
export interface ApiParts extends OperatorParts {
  readonly definitions: Definitions;
  readonly starter: InstanceStarter;
  readonly delivery: MessageDelivery;
  readonly early: Pick<EarlySignals, 'keep'>;
  /** Forms that are not finished yet. */
  readonly drafts: DraftStore;
  readonly registers: Registers;
  readonly queryLog: QueryLog;
  readonly reader: CaseReader;
  /** Tells who follows a case that it has moved. */
  readonly live: LiveCases;
  readonly circumstances: CircumstancesReader;
  readonly tasks: TaskList;
  readonly incidents: IncidentList;
  readonly deadlines: DeadlineList;
  readonly bulkRepairs: BulkRepairStore;
  /** Tells whoever carries bulk repairs on in this process that there is something to do. */
  readonly carryOnRepairs: () => void;
  readonly departments: DepartmentList;
  readonly keys: ApiKeyStore;
  readonly accounts: AccountStore;
  readonly sessions: SessionStore;
  readonly loginAttempts: LoginAttempts;
  /** In a demo: its accounts with their passwords. */
  readonly demoAccounts?: () => readonly DemoAccount[];
  /** In a demo: a report that can be sent as it is, about somebody of the demo city. */
  readonly demoSample?: (event: string) => object | undefined;
  /** The secret of a department for Standard Webhooks, in base64. */
  readonly departmentSecret: (department: string) => string;
  /** What the definitions say about a fault or a reason, by code. */
  readonly messages: Readonly<Record<string, Text>>;
  /** What the departments are called, by id. */
  readonly departmentTitles: Readonly<Record<string, Text>>;
  readonly calendars: Pick<FollowedCalendars, 'current' | 'importedYear' | 'import'>;
  readonly clock: Pick<ClockMover, 'clock' | 'move'>;
  /** False while what is accepted could not be kept as it must be: nothing new is accepted then. */
  readonly isAccepting?: () => boolean;
  readonly now: () => Date;
  readonly ready: () => Promise<Readiness>;
  /** Where the consoles are built; undefined: none are served. */
  readonly consoleFolder?: string;
  /** The page for Prometheus. */
  readonly metrics: { readonly contentType: string; readonly page: () => Promise<string> };
  readonly log: Logger;
}

/** Under this token the parts are injected. */
export const PARTS = Symbol('ApiParts');
