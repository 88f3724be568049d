import type { Level } from '../../core';
import type { DeadlineStore } from '../deadline-store';
import { openStatuses, type ExecutionId } from '../instance';
import type { ClockMessageBody } from '../message';
import { raiseLevel, type StoredClock } from '../stored-clock';
import type { Clock } from '../clock';
import type { MemoryStore } from './memory-store';

interface RunningClock {
  readonly instanceId: string;
  readonly execution?: ExecutionId;
  readonly clock: StoredClock;
}

/** Looks at the clocks of a memory store. */
export class MemoryDeadlines implements DeadlineStore {
  constructor(
    private readonly store: MemoryStore,
    private readonly clock: Clock,
  ) {}

  putRisen(limit: number): Promise<string[]> {
    const risen = this.running().flatMap((one) => {
      const level: Level | undefined = raiseLevel(one.clock, this.clock.now())?.level;
      return level === undefined ? [] : [{ ...one, level }];
    });
    risen.sort((a, b) => a.clock.dueAt.getTime() - b.clock.dueAt.getTime());
    return this.put(
      risen.map(({ instanceId, execution, level, clock }) => ({
        instanceId,
        key: `deadline:${execution ?? 'case'}:${level}:${clock.dueAt.toISOString()}`,
        body: { type: 'deadline', level, ...(execution === undefined ? {} : { execution }) },
      })),
      limit,
    );
  }

  putOutdated(version: string, limit: number): Promise<string[]> {
    const outdated = this.running().filter(({ clock }) => clock.calendarVersion !== version);
    return this.put(
      outdated.map(({ instanceId, execution }) => ({
        instanceId,
        key: `calendar:${execution ?? 'case'}:${version}`,
        body: { type: 'calendar', version, ...(execution === undefined ? {} : { execution }) },
      })),
      limit,
    );
  }

  private async put(
    messages: readonly { instanceId: string; key: string; body: ClockMessageBody }[],
    limit: number,
  ): Promise<string[]> {
    const put: string[] = [];
    for (const { instanceId, key, body } of messages) {
      if (put.length >= limit) break;
      const seq = this.store.cases.get(instanceId)?.instance.seq ?? 0;
      const message = { key: `${key}:${seq}`, actor: 'clock', body };
      const [delivery] = await this.store.deliver([{ instanceId, message }]);
      if (delivery === 'new') put.push(instanceId);
    }
    return [...new Set(put)];
  }

  private running(): RunningClock[] {
    const cases = [...this.store.cases.values()].filter(({ instance }) => instance.status === 'running');
    const ofCases = cases.flatMap(({ instance: { id: instanceId, clock } }) =>
      clock === undefined ? [] : [{ instanceId, clock }],
    );
    const open = new Set(
      cases.flatMap(({ instance, incidents }) =>
        incidents.filter((incident) => incident.open).map(({ region }) => `${instance.id} ${region}`),
      ),
    );
    const newest = new Map<string, ExecutionId>();
    for (const { id, instanceId, region } of this.store.executions.values()) newest.set(`${instanceId} ${region}`, id);
    const ofExecutions = [...this.store.executions.values()].flatMap(({ id, instanceId, region, state, clock }) => {
      const waits =
        state === 'failed' && open.has(`${instanceId} ${region}`) && newest.get(`${instanceId} ${region}`) === id;
      return openStatuses.includes(state) || waits ? [{ instanceId, execution: id, clock }] : [];
    });
    return [...ofExecutions, ...ofCases];
  }
}
