import { createActor, createMachine, initialTransition, transition } from 'xstate';
import { buildChart, type ChartState } from './chart';
import { compileMachine, machineConfig } from './compile-machine';
import { immediately } from './limit';
import { lifeEvent, settled, step, wait } from './language';
import { beginChart, moveChart } from './transition';
import { loadDefinition } from './validate-definition';

class Form {}
const text = { 'zh-CN': '步骤', en: 'step' };
const matter = { title: text, matterCode: '000', legalBasis: 'a law', limit: immediately, repeat: 'askByKey' as const };

const definition = (extra: boolean) =>
  loadDefinition(
    lifeEvent({
      name: 'traps',
      version: extra ? 2 : 1,
      title: text,
      numberPrefix: 'TR',
      trigger: {
        by: ['hospital'],
        form: Form,
        provides: ['a.date'],
        check: () => [],
        begin: () => ({ record: {}, facts: {}, subjectFacts: [], businessKey: [], persons: [] }),
      },
      steps: {
        pause: wait({ title: text, timers: [{ id: 'over', days: 3, after: 'a.date', then: 'end' }] }),
        first: step('office.first', { ...matter, reads: ['a.date'] }),
        second: step('office.second', { ...matter, needs: ['first', settled('pause')] }),
        ...(extra ? { third: step('office.third', { ...matter }) } : {}),
      },
    }),
  );

const chart = buildChart(definition(false), 1);
const statesOf = (): [string, ChartState][] =>
  Object.values(chart.states).flatMap(({ states }) => Object.entries(states));

describe('what XState does behind ones back, and how a compiled chart keeps clear of it', () => {
  it('silently ignores an event nobody handles; we say so', () => {
    const machine = createMachine({ initial: 'a', states: { a: {} } });
    const [before] = initialTransition(machine);
    const [after, actions] = transition(machine, before, { type: 'UNKNOWN' });
    expect([after.value, actions]).toEqual(['a', []]);
    expect(moveChart(chart, beginChart(chart, {}).state, { type: 'UNKNOWN' })).toEqual({ accepted: false });
  });

  it('never fires `after` once a snapshot was restored; a chart has none, its timers are effects', () => {
    jest.useFakeTimers();
    const machine = createMachine({ initial: 'a', states: { a: { after: { 1000: 'b' } }, b: {} } });
    const stored = JSON.parse(JSON.stringify(createActor(machine).start().getPersistedSnapshot())) as never;
    const restored = createActor(machine, { snapshot: stored }).start();
    jest.advanceTimersByTime(5_000);
    expect(restored.getSnapshot().value).toBe('a');
    jest.useRealTimers();
    expect(JSON.stringify(machineConfig(chart))).not.toMatch(/"after"|"delay"/);
    expect(beginChart(chart, {}).effects).toContainEqual({ type: 'startTimer', region: 'pause', timer: 'over' });
  });

  it('loses invoked children in JSON; a chart invokes and spawns nothing', () => {
    expect(JSON.stringify(machineConfig(chart))).not.toMatch(/"invoke"|"spawn/);
  });

  it('rests in a new region without running its entry when an old state is restored; we refuse the state', () => {
    const region = { initial: 'on', states: { on: { entry: { type: 'begin' } } } };
    const machine = createMachine({ type: 'parallel', states: { a: region, b: region } });
    const restored = machine.resolveState({ value: { a: 'on' } });
    const [after, actions] = transition(machine, restored, { type: 'ANY' });
    expect([after.value, actions]).toEqual([{ a: 'on', b: 'on' }, []]);
    const old = beginChart(chart, {}).state;
    expect(() => moveChart(buildChart(definition(true), 1), old, { type: 'first.completed' })).toThrow(
      /does not belong to chart/,
    );
  });

  it('resets sibling regions on a transition of the parallel parent; the parent has none with a target, and each region only within itself', () => {
    const { on } = machineConfig(chart) as { on: Record<string, object> };
    for (const own of Object.values(on)) expect(Object.keys(own)).toEqual(['actions']);
    for (const [id, region] of Object.entries(chart.states)) {
      const own = Object.keys(region.states);
      const targets = Object.values(region.states).flatMap(({ always = [], on = {} }) =>
        [...always, ...Object.values(on)].flatMap(({ target }) => target ?? []),
      );
      expect([id, targets.filter((target) => !own.includes(target))]).toEqual([id, []]);
    }
  });

  it('runs an `always` loop for ever by default; a chart stops with an error', () => {
    const loop = createMachine({
      ...machineConfig(chart),
      type: 'compound',
      initial: 'still',
      states: { still: { on: { GO: 'a' } }, a: { always: 'b' }, b: { always: 'a' } },
    } as never);
    const [still] = initialTransition(loop);
    expect(() => transition(loop, still, { type: 'GO' })).toThrow(/Infinite loop/);
  });

  it('has history states and inline functions; a chart is plain data, before and after JSON the same', () => {
    expect(JSON.parse(JSON.stringify(chart.states))).toEqual(chart.states);
    expect(statesOf().filter(([, state]) => (state as { type?: string }).type === 'history')).toEqual([]);
    const config = compileMachine(chart).config.states;
    expect(JSON.parse(JSON.stringify(config))).toEqual(config);
  });

  it('gives actions with functions and live actors; effects are data that survives JSON', () => {
    const { effects } = beginChart(chart, {});
    expect(effects.length).toBeGreaterThan(0);
    expect(JSON.parse(JSON.stringify(effects))).toEqual(effects);
  });
});
