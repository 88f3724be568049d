import { newborn } from '../../../../workflows/newborn/newborn.workflow';
import { buildChart, type Chart, type LifeEvent } from '../../../core';
import { withoutGuard } from '../../../core/testing/walk-definition';
import { Definitions } from '../../definitions';
import { chartEventOf, ImpossibleRow, type FindChart } from '../../replay-history';
import { libraryCard } from '../library-card';
import { packHistories, readHistories } from './packed-histories';
import { replay, type RecordedHistory } from './recorded-history';

/**
 * What the code at hand makes of histories that earlier code has written (`npm run histories:write` records them anew:
 * only with a definition that no case lives on). A difference is a case that would stand elsewhere after an upgrade.
 */
const histories = readHistories();
/** Newer than any recorded case, and not what they follow. */
const nextVersion: LifeEvent = { ...without('maternityBenefit'), version: 2 };
const definitions = new Definitions([newborn, nextVersion, libraryCard]);
const findChart: FindChart = (event, version, subjects) => definitions.findChart(event, version, subjects);
const eventOf = ({ rows }: RecordedHistory): string => String(rows[0]?.detail['event']);
const ofBirths = histories.filter((history) => eventOf(history) === newborn.name);

it('every recorded history comes to the same state by the same effects, and to the executions that were opened then', () => {
  const differing = histories.flatMap((history, index) => {
    const { outcome, executions } = replay(history.rows, findChart);
    const isSame = JSON.stringify([outcome, executions]) === JSON.stringify([history.outcome, history.executions]);
    return isSame ? [] : [{ index, event: eventOf(history), is: outcome, was: history.outcome }];
  });
  expect(differing.slice(0, 3)).toEqual([]);
});

it('they are worth it: 200 births with every kind of answer, repair and end, none of them alike', () => {
  expect(ofBirths.length).toBeGreaterThanOrEqual(200);
  expect(new Set(ofBirths.map(({ outcome }) => outcome.transitions)).size).toBeGreaterThan(150);
  const types = new Set(histories.flatMap(({ rows }) => rows.map(({ type }) => type)));
  for (const type of [
    ...['step.completed', 'step.refused', 'step.failed', 'signal.received', 'timer.fired', 'message.refused'],
    ...['task.completed', 'incident.retried', 'incident.resolved', 'deadline.red', 'clock.paused'],
  ])
    expect(types).toContain(type);
  const subjects = new Set(ofBirths.map(({ rows }) => rows[0]?.detail['subjects']));
  expect([...subjects].sort()).toEqual([1, 2, 3]);
  const statuses = new Set(ofBirths.map(({ outcome }) => outcome.status));
  expect([...statuses].sort()).toEqual(['completed', 'partiallyCompleted', 'running']);
  const nowhere = JSON.stringify({ v: {}, f: {} });
  const moves = histories.flatMap(({ rows }) =>
    rows.filter((row) => chartEventOf(buildOnce(eventOf({ rows } as RecordedHistory)), row, nowhere) !== undefined),
  );
  expect(moves.length).toBeGreaterThan(2_000);
});

const charts = new Map<string, Chart>();
function buildOnce(event: string): Chart {
  const chart = charts.get(event) ?? buildChart(definitions.get(event, 1), 3);
  charts.set(event, chart);
  return chart;
}

it('are written and read without loss', () => {
  expect(readHistories(packHistories(histories))).toEqual(histories);
});

/** Definitions that somebody has changed under the cases that live on them. */
const changed: readonly [string, (subjects: number) => Chart][] = [
  ['a step is gone', (subjects) => buildChart(without('childHealthHandbook+idNumber'), subjects)],
  [
    'an event has another name',
    (subjects) => {
      const chart = buildChart(newborn, subjects);
      const states = JSON.parse(
        JSON.stringify(chart.states).replaceAll('citizenCard@1.completed', 'citizenCard@1.done'),
      ) as Chart['states'];
      return { ...chart, states, fingerprint: `${chart.fingerprint} renamed` };
    },
  ],
  [
    'a state is gone',
    (subjects) => {
      const chart = buildChart(newborn, subjects);
      const { suspended: _gone, ...states } = { ...chart.states['birthCertificate@1']?.states };
      const region = { initial: 'waiting' as const, states: pruned(states, 'suspended') };
      return {
        ...chart,
        states: { ...chart.states, 'birthCertificate@1': region },
        fingerprint: `${chart.fingerprint} without a state`,
      };
    },
  ],
  [
    'a guard asks for nothing',
    (subjects) => withoutGuard(buildChart(newborn, subjects), 'citizenCard@1: needs are met'),
  ],
];

/** The same states without the arrows to one of them. */
const pruned = (states: Chart['states'][string]['states'], gone: string): Chart['states'][string]['states'] =>
  JSON.parse(JSON.stringify(states), (_, value: unknown) => {
    const target = (value as { target?: string } | null)?.target;
    return target === gone ? undefined : value;
  }) as Chart['states'][string]['states'];

it.each(changed)('when %s the histories that depend on it are found out by row, and nothing crashes', (_, build) => {
  const built = new Map<number, Chart>();
  const find: FindChart = (event, version, subjects) => {
    if (event !== newborn.name) return undefined;
    const chart = built.get(subjects) ?? build(subjects);
    built.set(subjects, chart);
    return version === 1 ? chart : undefined;
  };
  const some = ofBirths.filter((_history, index) => index % 5 < 2);
  const found = some.map((history) => {
    try {
      const { outcome } = replay(history.rows, find);
      return outcome.transitions === history.outcome.transitions ? 'same' : 'another state';
    } catch (error) {
      if (error instanceof ImpossibleRow) return 'impossible row';
      throw error;
    }
  });
  expect(found.filter((one) => one !== 'same').length).toBeGreaterThan(3);
});

function without(name: string): LifeEvent {
  const { [name]: _gone, ...steps } = newborn.steps;
  return { ...newborn, steps };
}
