/**
 * Records histories of cases that the engine has brought to their ends under faults, and of some that are under way:
 * what `src/engine/testing/histories` replays for ever after.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Beginning, LifeEvent } from '../../src/core';
import { Definitions } from '../../src/engine/definitions';
import { cardBeginning } from '../../src/engine/testing/card-world';
import { historiesFile, packHistories } from '../../src/engine/testing/histories/packed-histories';
import { recordHistory, replay, type RecordedHistory } from '../../src/engine/testing/histories/recorded-history';
import { libraryCard } from '../../src/engine/testing/library-card';
import { openMemoryStores } from '../../src/engine/testing/memory-stores';
import { morningOf } from '../../src/engine/testing/play-seeds';
import type { Random } from '../../src/engine/testing/random';
import { Simulation } from '../../src/engine/testing/simulation';
import { newborn } from '../../workflows/newborn/newborn.workflow';

const definitions = new Definitions([newborn, libraryCard]);
const findChart = definitions.findChart.bind(definitions);
const samples = join(__dirname, '../../workflows/newborn/samples');
const reports = readdirSync(samples)
  .sort()
  .map((file) => readFileSync(join(samples, file), 'utf8'));

const bornBeginning = (random: Random): Beginning => ({
  ...newborn.trigger.begin(JSON.parse(random.pick(reports) as string) as never, new Date('2026-11-20T01:00:00Z')),
  businessKey: [random.uuid()],
});

async function record(
  definition: LifeEvent,
  beginning: (morning: Date) => (random: Random) => Beginning,
  count: number,
): Promise<RecordedHistory[]> {
  const recorded: RecordedHistory[] = [];
  for (let seed = 1; recorded.length < count; seed += 1) {
    const stores = openMemoryStores(definitions, morningOf(seed));
    const world = { definition, definitions, stores, clock: stores.clock, beginning: beginning(morningOf(seed)) };
    await new Simulation(seed, { ...world, steps: 60, checkEvery: 20, ownTime: true }).run();
    for (const id of await stores.inspect.instances()) {
      const whole = await recordHistory(id, stores.inspect, findChart);
      recorded.push(recorded.length % 5 === 4 ? firstHalf(whole) : whole);
    }
  }
  return recorded.slice(0, count);
}

/** As the case stood when it had come half the way. */
function firstHalf({ rows, executions }: RecordedHistory): RecordedHistory {
  const half = rows.slice(0, Math.ceil(rows.length / 2));
  const { outcome } = replay(half, findChart);
  return { rows: half, outcome, executions: executions.filter((one) => Number(one.split('.')[0]) <= half.length) };
}

async function main(): Promise<void> {
  const births = await record(newborn, () => bornBeginning, 200);
  const cards = await record(libraryCard, cardBeginning, 40);
  writeFileSync(historiesFile, packHistories([...births, ...cards]));
}

void main();
