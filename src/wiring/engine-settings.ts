import type { LifeEvent } from '../core';
import type { DepartmentGateway } from '../engine/department-gateway';
import type { Moved } from '../engine/instance-store';
import type { Telemetry } from '../engine/telemetry';
import type { ClockMode } from '../persistence/database-clock';
import type { Log } from './log';

/** What an engine is put together from. */
export interface EngineSettings {
  readonly databaseUrl: string;
  readonly redisUrl?: string;
  readonly masterKey: Buffer;
  readonly definitions: readonly LifeEvent[];
  readonly gateway: DepartmentGateway;
  readonly log: Log;
  /** How long an execution is left to a worker that says nothing: what a frozen one costs. */
  readonly leaseMs?: number;
  readonly onMoved?: (moved: readonly Moved[]) => void;
  /** How many days a draft is kept after it was last saved; 30 when left out. */
  readonly draftDays?: number;
  /** `system` when left out. */
  readonly clock?: ClockMode;
  /** Told of all work; nobody is, when left out. */
  readonly telemetry?: Telemetry;
}

/** What of the engine's work a process does. */
export interface WorkerSettings {
  /** Departments to work for; all when left out. */
  readonly departments?: readonly string[];
  /** Calls of one ring under way at the same time. */
  readonly concurrency?: number;
}
