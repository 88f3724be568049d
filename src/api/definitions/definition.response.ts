import { ApiProperty } from '@nestjs/swagger';

/** A time limit: before the end of the same day, or so many working days. */
export class LimitResponse {
  /** `immediately` or `workingDays`. */
  kind: 'immediately' | 'workingDays';

  /** How many working days. */
  days?: number;
}

/** The limit of the law, and a shorter one that was promised. */
export class LimitsResponse {
  /** By law. */
  legal: LimitResponse;

  /** As promised. */
  promised?: LimitResponse;
}

/** What a step needs before it starts. */
export class NeedResponse {
  /** The step that is needed. */
  step: string;

  /** Whether it must be completed, completed for every subject as far as it goes, or merely settled. */
  how: 'completed' | 'everyCompleted' | 'settled';
}

/** A step of a life event. */
export class DefinitionStepResponse {
  /** Its id. @example "birthCertificate" */
  id: string;

  /** What it is: a department's matter, a person's task, or a wait. */
  kind: 'handler' | 'task' | 'wait';

  /** Title in the caller's language. */
  title: string;

  /** The department that does it. */
  department?: string;

  /** What that department is called, in the caller's language. */
  departmentName?: string;

  /** 事项编码 of the matter. */
  matterCode?: string;

  /** The subject it is repeated for. */
  per?: string;

  /** What must have happened before it starts. */
  needs: NeedResponse[];

  /** Fields it may see; `?` marks one that may be unknown. */
  reads: string[];

  /** Fields it brings. */
  writes: string[];

  /** Its time limits. */
  limit?: LimitsResponse;
}

/** A life event in short. */
export class DefinitionSummary {
  /** Its name. @example "newborn" */
  event: string;

  /** Title in the caller's language. */
  title: string;

  /** Version that new cases run on. */
  version: number;

  /** Versions that cases may follow, the oldest first. */
  versions: number[];

  /** Changes whenever the chart changes. */
  fingerprint: string;

  /** Roles that may report it. */
  startedBy: string[];
}

/** A life event with its steps. */
export class DefinitionResponse extends DefinitionSummary {
  /** The subject that steps may be repeated for. */
  @ApiProperty({ type: 'string', nullable: true })
  subject: string | null;

  /** Signals it takes from outside. */
  signals: string[];

  /** Its steps, in order. */
  steps: DefinitionStepResponse[];
}

/** All life events. */
export class DefinitionList {
  /** The newest version of each. */
  items: DefinitionSummary[];
}
