import { type DynamicModule, Module } from '@nestjs/common';
import { CallsController } from './http/calls.controller';
import { ClockController } from './http/clock.controller';
import { FaultsController } from './http/faults.controller';
import { HealthController } from './http/health.controller';
import { QueriesController } from './http/queries.controller';
import { RegistersController } from './http/registers.controller';
import { Sandbox } from './sandbox';

@Module({})
export class SandboxModule {
  static with(sandbox: Sandbox): DynamicModule {
    return {
      module: SandboxModule,
      controllers: [
        HealthController,
        CallsController,
        QueriesController,
        RegistersController,
        FaultsController,
        ClockController,
      ],
      providers: [{ provide: Sandbox, useValue: sandbox }],
    };
  }
}
