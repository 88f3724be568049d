import { randomUUID } from 'node:crypto';
import { Body, Controller, HttpStatus, Inject, Param, Post, Res } from '@nestjs/common';
import { migrateState, type Chart, type Migration } from '../../core';
import { Allow } from '../access/access.decorator';
import { CurrentAsking } from '../access/asking.decorator';
import { actorOf } from '../access/caller';
import { PARTS, type ApiParts } from '../api-parts';
import { inputProblem } from '../forms/check-form';
import { defect } from '../forms/found-defect';
import type { ApiResponse } from '../http';
import type { Language } from '../messages/language';
import { Problem } from '../problems/problem';
import { CaseDesk, type Asking } from './case-desk';
import { deliverFolded } from './deliver-folded';
import { MigrateRequest } from './migration.request';
import type { MigrationResponse, TitledStepResponse } from './migration.response';

/** Moves one case to another version of its definition; many at once are moved by `one-thing migrate-instances`. */
@Controller('api/v1/instances')
export class MigrationController {
  constructor(
    @Inject(PARTS) private readonly parts: ApiParts,
    @Inject(CaseDesk) private readonly desk: CaseDesk,
  ) {}

  /**
   * Moves a case to another version of its definition, or tells what would become of it.
   *
   * 200 with the plan for a dry run, with every reason when it cannot be moved; 202 when it has been moved; 409 when it
   * stands in another version than `from`, or cannot be moved.
   */
  @Post(':id/migrate')
  @Allow('operator')
  async migrate(
    @Param('id') id: string,
    @Body() { from, to, dryRun }: MigrateRequest,
    @CurrentAsking() asking: Asking,
    @Res({ passthrough: true }) response: ApiResponse,
  ): Promise<MigrationResponse> {
    const row = await this.desk.find(id, asking.caller);
    const isMoved = dryRun !== true && row.version === to && from !== to;
    if (row.version !== from && !isMoved) throw new Problem(409, 'another-version');
    const target = this.parts.definitions.chartsOf(row.event, row.subjects)(to);
    if (target === undefined || to === from) throw inputProblem([defect('/to', 'not-listed')], this.parts.messages);
    const charts = [target, this.desk.chartOf(row)];
    if (isMoved) return { ...nothing, outcome: 'migrated', from, to, instance: await this.desk.show(id, asking) };
    const migration = migrateState(this.desk.chartOf(row), target, row.state);
    const plan = present(migration, charts, asking.language);
    if (dryRun === true) {
      response.status(HttpStatus.OK);
      const outcome = migration.migrates ? 'planned' : 'refused';
      return { ...plan, outcome, from, to, instance: this.desk.present(row, asking) };
    }
    const delivered = await deliverFolded(this.parts, row.id, {
      // Asked for twice it happens once: by then the case does not follow `from` any more.
      key: `migration:${randomUUID()}`,
      actor: actorOf(asking.caller),
      body: { type: 'migration', from, to },
    });
    if (delivered.kind === 'refused') {
      throw new Problem(409, delivered.code === 'another-version' ? 'another-version' : 'cannot-migrate');
    }
    response.status(HttpStatus.ACCEPTED);
    return { ...plan, outcome: 'migrated', from, to, instance: await this.desk.show(row.id, asking) };
  }
}

const nothing = { asked: [], cancelled: [], carried: [], reasons: [] };

function present(
  migration: Migration,
  charts: readonly Chart[],
  language: Language,
): Pick<MigrationResponse, 'asked' | 'cancelled' | 'carried' | 'reasons'> {
  if (!migration.migrates) return { ...nothing, reasons: [...migration.reasons] };
  const titled = (regions: readonly string[]): TitledStepResponse[] =>
    regions.map((region) => titleOf(region, charts, language));
  const { asked, cancelled, carried } = migration;
  return { asked: titled(asked), cancelled: titled(cancelled), carried: titled(carried), reasons: [] };
}

/** A step that one of the versions does not know has its title in the other. */
function titleOf(id: string, charts: readonly Chart[], language: Language): TitledStepResponse {
  const chart = charts.find(({ byId }) => byId.has(id));
  const { step = id, subject = 0 } = chart?.byId.get(id) ?? {};
  return {
    id: step,
    ...(subject === 0 ? {} : { subject }),
    title: chart?.definition.steps[step]?.title[language] ?? step,
  };
}
