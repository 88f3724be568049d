import { Controller, Get, Inject } from '@nestjs/common';
import { Allow } from '../access/access.decorator';
import { CurrentLanguage } from '../access/asking.decorator';
import { PARTS, type ApiParts } from '../api-parts';
import type { Language } from '../messages/language';
import type { QueueList, QueueResponse } from './queue.response';

@Controller('api/v1/queues')
export class QueuesController {
  constructor(@Inject(PARTS) private readonly parts: ApiParts) {}

  /**
   * What waits for each department, from the database: the queues themselves only ring. One statement that reads what
   * is open and nothing else.
   */
  @Get()
  @Allow('operator', 'supervisor', 'auditor')
  async list(@CurrentLanguage() language: Language): Promise<QueueList> {
    const { departments, timerLagSeconds, oldestMailSeconds } = await this.parts.workload.read();
    const waiting = new Map(departments.map((one) => [one.department, one]));
    const steps = this.parts.definitions.all().flatMap(({ steps: all }) => Object.values(all));
    const known = steps.flatMap((step) => (step.kind === 'handler' ? [step.department] : []));
    const ids = [...new Set([...known, ...waiting.keys()])].sort();
    const items = ids.map((department): QueueResponse => {
      const one = waiting.get(department);
      return {
        department,
        title: this.parts.departmentTitles[department]?.[language] ?? department,
        ready: one?.ready ?? 0,
        inFlight: one?.running ?? 0,
        awaitingAnswer: one?.accepted ?? 0,
        later: one?.later ?? 0,
        oldestSeconds: one === undefined ? null : Math.round(one.oldestSeconds),
      };
    });
    return {
      items,
      timerLagSeconds: Math.round(timerLagSeconds),
      oldestMessageSeconds: Math.round(oldestMailSeconds),
    };
  }
}
