import type { Viewer } from '../case-reader';
import type { Clock } from '../clock';
import type { Definitions } from '../definitions';
import type { CalledSignal, EarlySignal, EarlySignalStore, EarlyWords } from '../early-signal-store';
import type { Start } from '../instance';
import type { MemoryStore } from './memory-store';

interface Row {
  readonly signal: EarlySignal;
  status: 'waiting' | 'called' | 'delivered' | 'expired' | 'ignored';
  readonly expiresAt: number;
  instanceId?: string;
  said?: EarlyWords;
}

const DAY = 86_400_000;

/** Signals that wait for their case, in memory. */
export class MemoryEarlySignals implements EarlySignalStore {
  private readonly rows: Row[] = [];

  constructor(
    private readonly store: MemoryStore,
    private readonly definitions: Definitions,
    private readonly clock: Clock,
  ) {
    store.callWaiting = (start) => this.call(start);
  }

  keep(signal: EarlySignal): Promise<Date> {
    const isSame = ({ signal: other, status }: Row): boolean =>
      ['waiting', 'ignored'].includes(status) &&
      keyOf(other) === keyOf(signal) &&
      other.messageKey === signal.messageKey;
    const before = this.rows.find(isSame);
    const expiresAt = before?.expiresAt ?? this.now() + signal.keepDays * DAY;
    const { said } = signal;
    const row: Row = { signal, status: said === undefined ? 'ignored' : 'waiting', expiresAt, ...(said && { said }) };
    if (before === undefined) this.rows.push(row);
    return Promise.resolve(new Date(expiresAt));
  }

  private call({ id, ...start }: Pick<Start, 'id' | 'event' | 'businessKey'>): boolean {
    const called = this.rows.filter(({ signal, status }) => status === 'waiting' && keyOf(signal) === keyOf(start));
    for (const row of called) Object.assign(row, { status: 'called', instanceId: id });
    return called.length > 0;
  }

  look(limit: number, only?: string): Promise<{ cases: string[]; expired: number }> {
    const waiting = this.rows.some(({ status }) => status === 'waiting');
    for (const { start } of waiting ? this.store.liveCases() : []) this.call(start);
    const over = this.rows.filter(({ status, expiresAt }) => status === 'waiting' && expiresAt <= this.now());
    for (const row of over) {
      row.status = 'expired';
      delete row.said;
    }
    const called = this.rows.filter(
      ({ status, signal }) => status === 'called' && (only === undefined || signal.id === only),
    );
    const cases = [...new Set(called.flatMap(({ instanceId }) => instanceId ?? []))].slice(0, limit);
    return Promise.resolve({ cases, expired: over.length });
  }

  called(instanceIds: readonly string[]): Promise<CalledSignal[]> {
    return Promise.resolve(
      this.rows.flatMap(({ signal, status, said, instanceId = '' }) => {
        if (status !== 'called' || said === undefined || !instanceIds.includes(instanceId)) return [];
        const { version, subjects, state } = this.store.instanceOf(instanceId);
        const isTheirs = this.isTheirs(instanceId, signal.viewer);
        return [{ ...signal, said, instanceId, version, subjects, state, isTheirs }];
      }),
    );
  }

  private isTheirs(instanceId: string, viewer: Viewer): boolean {
    const { start, instance } = this.store.caseOf(instanceId);
    const { steps } = this.definitions.get(instance.event, instance.version);
    switch (viewer.kind) {
      case 'everyCase':
        return true;
      case 'startedBy':
        return start.startedBy === viewer.organisation;
      case 'person':
        return start.persons.some(({ idNumber }) => idNumber === viewer.personIndex);
      case 'stepsOf':
        return Object.values(steps).some(
          (step) => 'department' in step && viewer.departments.includes(step.department),
        );
      case 'noCase':
        return false;
    }
  }

  delivered(ids: readonly string[]): Promise<void> {
    for (const row of this.rows.filter(({ signal, status }) => status === 'called' && ids.includes(signal.id))) {
      row.status = 'delivered';
      delete row.said;
    }
    return Promise.resolve();
  }

  list() {
    return this.rows.map(({ signal: { id }, status, said, instanceId }) => ({
      ...{ id, status, isSealed: said !== undefined },
      ...(instanceId === undefined ? {} : { instanceId }),
    }));
  }

  private now(): number {
    return this.clock.now().getTime();
  }
}

const keyOf = ({ event, businessKey }: Pick<EarlySignal, 'event' | 'businessKey'>): string =>
  JSON.stringify([event, ...businessKey]);
