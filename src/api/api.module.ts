import { Module, type DynamicModule, type Type } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE } from '@nestjs/core';
import { AccessGuard } from './access/access.guard';
import { Callers } from './access/callers';
import { KnownKeys } from './access/known-keys';
import { requirePolicies, ROUTES, routesOf, type Route } from './access/routes';
import { PARTS, type ApiParts } from './api-parts';
import { ApiKeysController } from './api-keys/api-keys.controller';
import { AuditsController } from './audits/audits.controller';
import { CalendarController } from './calendar/calendar.controller';
import { ClockController } from './clock/clock.controller';
import { ConsoleController } from './console/console.controller';
import { DraftsController } from './drafts/drafts.controller';
import { DemoAccountsController } from './demo/demo-accounts.controller';
import { DemoSamplesController } from './demo/demo-samples.controller';
import { DeadlinesController } from './deadlines/deadlines.controller';
import { FormPipe } from './forms/form.pipe';
import { DefinitionsController } from './definitions/definitions.controller';
import { DiagramController } from './definitions/diagram.controller';
import { VerificationController } from './definitions/verification.controller';
import { FormController } from './definitions/form.controller';
import { DepartmentsController } from './departments/departments.controller';
import { HealthController } from './health/health.controller';
import { BulkRepairsController } from './incidents/bulk-repairs.controller';
import { IncidentCausesController } from './incidents/incident-causes.controller';
import { IncidentsController } from './incidents/incidents.controller';
import { RepairDesk } from './incidents/repair-desk';
import { CaseDesk } from './instances/case-desk';
import { ChangeDesk } from './instances/change-desk';
import { CaseCorrectionDesk } from './instances/correction-desk';
import { CorrectionsController } from './instances/corrections.controller';
import { EarlySignalsController } from './instances/early-signals.controller';
import { ExplainController } from './instances/explain.controller';
import { InstancesController } from './instances/instances.controller';
import { MigrationController } from './instances/migration.controller';
import { SignalDesk } from './instances/signal-desk';
import { SignalsController } from './instances/signals.controller';
import { StartInstanceController } from './instances/start-instance.controller';
import { TakingBackController } from './instances/taking-back.controller';
import { TakingBackDesk } from './instances/taking-back-desk';
import { InstanceStreamController } from './live/instance-stream.controller';
import { StreamDesk } from './live/stream-desk';
import { TrackStreamController } from './live/track-stream.controller';
import { MetricsController } from './metrics/metrics.controller';
import { documentRoutes } from './openapi/publish-document';
import { ProblemFilter } from './problems/problem.filter';
import { RegisterQueriesController } from './register-queries/register-queries.controller';
import { SessionController } from './session/session.controller';
import { SessionDesk } from './session/session-desk';
import { QueuesController } from './queues/queues.controller';
import { StepExecutionsController } from './step-executions/step-executions.controller';
import type { ServedPages } from './served-pages';
import { CorrectionDesk } from './tasks/correction-desk';
import { PassedTasksController } from './tasks/passed-tasks.controller';
import { TaskClockController } from './tasks/task-clock.controller';
import { TaskDesk } from './tasks/task-desk';
import { TasksController } from './tasks/tasks.controller';
import { TrackController } from './track/track.controller';
import { TrackDesk } from './track/track-desk';
import { TrainingController } from './training/training.controller';

/** Every controller of the edge, listed by name. */
export const controllers: readonly Type[] = [
  StartInstanceController,
  DraftsController,
  RegisterQueriesController,
  InstancesController,
  ExplainController,
  SignalsController,
  EarlySignalsController,
  TakingBackController,
  MigrationController,
  CorrectionsController,
  TasksController,
  PassedTasksController,
  TaskClockController,
  DeadlinesController,
  StepExecutionsController,
  IncidentsController,
  IncidentCausesController,
  BulkRepairsController,
  DepartmentsController,
  QueuesController,
  DefinitionsController,
  DiagramController,
  VerificationController,
  ApiKeysController,
  AuditsController,
  TrainingController,
  FormController,
  CalendarController,
  ClockController,
  InstanceStreamController,
  TrackController,
  TrackStreamController,
  SessionController,
  DemoAccountsController,
  DemoSamplesController,
  ConsoleController,
  HealthController,
  MetricsController,
];

/** Every route of the edge; throws when one of them says nothing about who may call it. */
export function apiRoutes(pages?: ServedPages): readonly Route[] {
  const routes = [...routesOf([...controllers, ...(pages?.controllers ?? [])]), ...documentRoutes];
  requirePolicies(routes);
  return routes;
}

@Module({})
export class ApiModule {
  static with(parts: ApiParts, pages?: ServedPages): DynamicModule {
    const routes = apiRoutes(pages);
    return {
      module: ApiModule,
      controllers: [...controllers, ...(pages?.controllers ?? [])],
      providers: [
        { provide: PARTS, useValue: parts },
        { provide: ROUTES, useValue: routes },
        { provide: KnownKeys, useValue: new KnownKeys(parts.keys) },
        Callers,
        TrackDesk,
        StreamDesk,
        CaseDesk,
        SignalDesk,
        TakingBackDesk,
        CaseCorrectionDesk,
        ChangeDesk,
        TaskDesk,
        CorrectionDesk,
        RepairDesk,
        SessionDesk,
        { provide: APP_GUARD, useClass: AccessGuard },
        { provide: APP_PIPE, useClass: FormPipe },
        { provide: APP_FILTER, useClass: pages?.filter ?? ProblemFilter },
        ...(pages?.providers ?? []),
      ],
    };
  }
}
