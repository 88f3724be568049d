import type { Clock } from '../clock';
import type { Definitions } from '../definitions';
import { openStatuses } from '../instance';
import { MemoryBulkRepairs } from './memory-bulk-repairs';
import { MemoryDeadlines } from './memory-deadlines';
import { MemoryEarlySignals } from './memory-early-signals';
import { MemoryStore } from './memory-store';
import { definitions, type Inspect, type Stores } from './stores';

export interface MemoryStores extends Stores {
  readonly store: MemoryStore;
  readonly clock: Clock;
}

/** The memory store under a clock that the tests move. */
export function openMemoryStores(known: Definitions = definitions, startAt = new Date()): MemoryStores {
  let now = startAt.getTime();
  const store = new MemoryStore(known, { now: () => new Date(now) });
  const caseOf = (id: string) => store.caseOf(id);
  const early = new MemoryEarlySignals(store, known, { now: () => new Date(now) });
  const inspect: Inspect = {
    instance: (id) => {
      const { status, seq, state, headHash, clock } = caseOf(id).instance;
      const ended = caseOf(id).endedAt !== undefined;
      return Promise.resolve({ status, seq, state, headHash, ended, ...(clock === undefined ? {} : { clock }) });
    },
    instances: () => Promise.resolve([...store.cases.keys()]),
    history: (id) => Promise.resolve(caseOf(id).history),
    executions: (id) =>
      Promise.resolve(
        store.ownOf(id).map(({ state, ...rest }) => ({ ...rest, status: state, open: openStatuses.includes(state) })),
      ),
    timers: (id) =>
      Promise.resolve(
        caseOf(id).timers.map(({ region, timer, fireAt }) => ({ region, timer, fireAt: new Date(fireAt) })),
      ),
    inbox: (id) => Promise.resolve(caseOf(id).inbox.map(({ message, deferred }) => ({ key: message.key, deferred }))),
    incidents: (id) => Promise.resolve(caseOf(id).incidents.map(({ region, code, open }) => ({ region, code, open }))),
    disclosures: (id) => Promise.resolve([...store.disclosuresOf(id)]),
    earlySignals: () => Promise.resolve(early.list()),
    record: (id) => Promise.resolve(store.recordOf(id)),
    removeExecutions: (id) => {
      store.removeExecutions(id);
      return Promise.resolve();
    },
  };
  const advanceTime = (ms: number): Promise<void> => {
    now += ms;
    return Promise.resolve();
  };
  const clock = { now: () => new Date(now) };
  const repairs = new MemoryBulkRepairs(store, clock);
  const deadlines = new MemoryDeadlines(store, clock);
  const close = (): Promise<void> => Promise.resolve();
  return { store, clock, instances: store, executions: store, repairs, deadlines, early, inspect, advanceTime, close };
}
