import { instantOn, officialCalendar, civilDate, deadline, workingDays } from '../../core';
import { builtInCalendars } from '../calendars';
import { Advancer } from '../advancer';
import { DepartmentGates } from '../department-gates';
import type { DepartmentAnswer, DepartmentCall, DepartmentGateway } from '../department-gateway';
import { ExecutionHandler } from '../handle-executions';
import { Sweep } from '../sweep';
import { MemoryGates } from './memory-gates';
import { openMemoryStores } from './memory-stores';
import { DAY, definitions, makeStart } from './stores';

const MORNING = new Date('2026-03-02T01:00:00Z');
const HOUR = 3_600_000;

/** Two departments of which the post is dead for a while; it notes how many calls it gets at a time. */
class City implements DepartmentGateway {
  isDead = true;
  readonly calls: Record<string, number> = { library: 0, post: 0 };
  underWay = 0;
  readonly peaks: number[] = [];

  async call({ department }: DepartmentCall): Promise<DepartmentAnswer> {
    this.calls[department] = (this.calls[department] ?? 0) + 1;
    if (department !== 'post') return { kind: 'completed', output: { 'reader.cardNumber': 'C1' } };
    this.underWay += 1;
    this.peaks.push(this.underWay);
    await new Promise((resolve) => setImmediate(resolve));
    this.underWay -= 1;
    return this.isDead
      ? { kind: 'unavailable', reason: { code: 'department-unreachable' } }
      : { kind: 'completed', output: {} };
  }

  ask = (): Promise<DepartmentAnswer | undefined> => Promise.resolve(undefined);
}

/**
 * A department is dead for two days with so many cases on the way. It holds up nobody else, has one incident, sees only
 * probes, and comes back in steps; no deadline is wrong. Returns how often it was probed.
 */
export async function endureDeadDepartment(cases: number): Promise<{ probes: number }> {
  const stores = openMemoryStores(definitions, MORNING);
  const store = new MemoryGates(stores.clock);
  const gates = new DepartmentGates(store, stores.clock, builtInCalendars, {
    ...{ worker: 'w', leaseMs: 30_000, elapsedMs: () => 0 },
  });
  const city = new City();
  let rings: { department: string; ids: readonly string[] }[] = [];
  const bell = {
    ring: (department: string, ids: readonly string[]) => {
      for (let at = 0; at < ids.length; at += 64) rings.push({ department, ids: ids.slice(at, at + 64) });
    },
  };
  const advancer = new Advancer(stores.instances, definitions, bell);
  const handler = new ExecutionHandler(stores.executions, city, advancer, definitions, {
    ...{ worker: 'w', concurrency: 64, leaseMs: 30_000, askAfterMs: 60_000, jitter: () => 0.5, gates },
  });
  const sweep = new Sweep(stores.instances, stores.executions, advancer, bell, gates);
  const work = async (): Promise<void> => {
    await gates.refresh();
    await sweep.run();
    while (rings.length > 0) {
      const now = rings;
      rings = [];
      for (const { department, ids } of now) await handler.handle(ids, undefined, department);
    }
  };
  const open = () =>
    [...stores.store.executions.values()].filter(
      ({ kind, state }) => kind === 'handler' && ['pending', 'running', 'unknown'].includes(state),
    );

  const starts = Array.from({ length: cases }, () => makeStart({ since: civilDate(MORNING) }));
  await stores.instances.start(starts);
  while (open().some(({ department }) => department === 'library')) await work();
  // All that does not depend on the post is done.
  expect(city.calls['library']).toBe(2 * cases);
  expect(open()).toHaveLength(cases);
  const dues = new Map(open().map(({ id, dueAt }) => [id, dueAt]));

  const atFirst = city.calls['post'] ?? 0;
  expect(atFirst).toBeLessThanOrEqual(20 + 64);
  for (let at = 0; at < 2 * DAY; at += HOUR / 4) {
    await stores.advanceTime(HOUR / 4);
    await work();
  }
  const probes = (city.calls['post'] ?? 0) - atFirst;
  expect(probes).toBeGreaterThan(100);
  expect(probes).toBeLessThanOrEqual((2 * DAY) / (HOUR / 4));
  expect(Math.max(...city.peaks.slice(atFirst))).toBe(1);
  expect(store.incidents).toEqual([{ department: 'post', open: true }]);
  expect([...stores.store.cases.values()].flatMap(({ incidents }) => incidents)).toEqual([]);
  expect(new Map(open().map(({ id, dueAt }) => [id, dueAt]))).toEqual(dues);

  city.isDead = false;
  const before = city.peaks.length;
  for (let round = 0; open().length > 0 && round < 200; round += 1) {
    await stores.advanceTime(5_000);
    await work();
  }
  expect(open()).toEqual([]);
  const peaks = city.peaks.slice(before);
  // A probe, ten, and only then everybody.
  expect([peaks.slice(0, 1), Math.max(...peaks.slice(1, 11)), Math.max(...peaks) > 10]).toEqual([[1], 10, true]);
  expect(store.incidents).toEqual([{ department: 'post', open: false }]);
  expect(city.calls['post']).toBe(atFirst + probes + cases);
  const { due } = deadline(officialCalendar, civilDate(MORNING), workingDays(2));
  const shelves = [...stores.store.executions.values()].filter(({ step }) => step === 'shelf');
  expect(shelves).toHaveLength(cases);
  for (const { dueAt } of shelves) expect(dueAt).toEqual(instantOn(due, '24:00'));
  return { probes };
}
