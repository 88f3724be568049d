import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { definitions } from '../../workflows/registry';
import { InvalidScenario, makeScenario, readScenario } from './read-scenario';
import { counterScenario, testDefinitions } from './testing/counter';

const defectsOf = (plain: unknown): string[] => {
  try {
    makeScenario(JSON.parse(JSON.stringify(plain)), testDefinitions);
  } catch (error) {
    if (error instanceof InvalidScenario) return error.defects.map(({ pointer, says }) => `${pointer}: ${says}`);
    throw error;
  }
  return [];
};

const constant = { kind: 'constant', value: 1 };
const permit = (load: object): object => ({
  ...{ from: '2026-03-02', until: '2026-03-03' },
  events: {
    permit: {
      arrivals: { kind: 'poisson', cases: 1 },
      situations: [{ name: 'all', weight: 1, facts: { large: true } }],
      signals: { paid: { after: constant } },
      ...load,
    },
  },
  departments: { hall: { answerTime: constant }, brigade: { answerTime: constant }, works: { answerTime: constant } },
});

describe('a scenario', () => {
  it('that comes with an event is valid', () => {
    for (const { name } of definitions) {
      const file = join(__dirname, `../../workflows/${name}/${name}.scenario.json`);
      expect(readScenario(readFileSync(file, 'utf8'), definitions).events.has(name)).toBe(true);
    }
  });

  it('that is valid has no defects', () => {
    expect([defectsOf(counterScenario({})), defectsOf(permit({}))]).toEqual([[], []]);
  });

  it('has every wrong field named at once', () => {
    const found = defectsOf({
      ...{ from: 'yesterday', until: '2026-03-03', seed: -1, colour: 'red' },
      events: { counter: { arrivals: { kind: 'poisson' }, situations: [] } },
      departments: {
        hall: { clerks: 0, answerTime: { kind: 'exponential', mean: -1, unit: 'weeks' }, fails: 2 },
        post: { hours: [{ days: 'some', from: '9:00', until: '25:00', weekdays: [0] }], answerTime: { kind: 'often' } },
      },
    });
    const places = new Set(found.map((line) => line.split(':')[0]));
    expect([...places].sort()).toEqual([
      '/colour',
      '/departments/hall/answerTime/mean',
      '/departments/hall/answerTime/unit',
      '/departments/hall/clerks',
      '/departments/hall/fails',
      '/departments/post/answerTime/kind',
      '/departments/post/hours/0/days',
      '/departments/post/hours/0/from',
      '/departments/post/hours/0/until',
      '/departments/post/hours/0/weekdays',
      '/events/counter/arrivals/cases',
      '/events/counter/situations',
      '/from',
      '/seed',
    ]);
  });

  it('has everything named that does not fit the definitions', () => {
    const found = defectsOf({
      ...permit({
        situations: [
          { name: 'a', weight: 0, subjects: 2, facts: { large: 'very', small: true }, dates: { 'asked.on': -1 } },
          { name: 'b', weight: 0, facts: {} },
        ],
        steps: {
          paid: {},
          check: { asksApplicant: 0.1, escalates: 0.1, sendsBack: 0.1, refusals: { nonsense: 0.1 } },
          examine: { asksApplicant: 0.6, escalates: 0.6 },
          grant: { fails: 0.1, refusals: { otherwise: 1.5 }, escalates: 0.1 },
        },
        signals: { shouted: { after: { kind: 'logNormal', median: 3, p95: 2 } } },
      }),
      departments: {
        hall: {
          answerTime: constant,
          hours: [{ days: 'all', from: '17:00', until: '09:00' }],
          outages: [{ from: '2026-03-02T10:00:00', until: '2026-03-02T09:00:00' }],
        },
        works: { answerTime: constant },
      },
      operators: { answerTime: constant, retried: 0 },
    });
    expect(found).toEqual([
      '/events/permit/situations: gives no situation any weight',
      '/events/permit/situations/0/facts/large: must be one of true, false',
      '/events/permit/situations/0/facts/small: there is no such fact',
      '/events/permit/situations/0/subjects: must not be more than 1',
      '/events/permit/situations/0/dates/asked.on: no timer counts from there',
      '/events/permit/situations/1/facts: does not say "large"',
      '/events/permit/steps/paid: there is no such step that is done by a department',
      '/events/permit/steps/check/refusals/nonsense: must be one of otherwise',
      '/events/permit/steps/check/asksApplicant: only of a task: a refusal by code says it of a machine',
      '/events/permit/steps/check/escalates: nobody else can be asked here',
      '/events/permit/steps/check/sendsBack: no second person decides here',
      '/events/permit/steps/examine/escalates: must not come to more than 1 with asksApplicant',
      '/events/permit/steps/grant/refusals/otherwise: must be a chance from 0 to 1',
      '/events/permit/steps/grant/refusals: must not come to more than 1',
      '/events/permit/steps/grant/escalates: nobody else can be asked here',
      '/events/permit/steps/grant/fails: only what a machine does can fail',
      '/events/permit/signals/shouted: nothing waits for such a signal',
      '/events/permit/signals/shouted/after/p95: must be above the median',
      '/events/permit/signals: says nothing of "paid", which is waited for',
      '/departments: says nothing of "brigade", which has matters to do',
      '/departments/hall/hours/0/until: must be later than from; hours over midnight are written as two',
      '/departments/hall/outages/0/from: must be an instant, with an offset such as +08:00',
      '/departments/hall/outages/0/until: must be an instant, with an offset such as +08:00',
      '/departments/hall/outages/0/until: must be later than from',
      '/operators: gives no repair any weight',
    ]);
  });

  it.each([
    [null, ': must be an object'],
    [[], ': must be an object'],
    [{ ...permit({}), from: '2026-02-30' }, '/from: there is no such day'],
    [{ ...permit({}), until: '2026-03-01' }, '/until: is before the first day'],
    [
      {
        ...permit({}),
        events: {
          wedding: { arrivals: { kind: 'poisson', cases: 1 }, situations: [{ name: 'a', weight: 1, facts: {} }] },
        },
      },
      '/events/wedding: there is no life event "wedding"',
    ],
    [{ ...permit({}), events: {} }, '/events: names no life event'],
  ])('that is not one is told: %#', (plain, told) => {
    expect(defectsOf(plain)).toEqual([told]);
  });

  it.each([
    ['events', []],
    ['events', 'all'],
    ['departments', 3],
    ['departments', { hall: null }],
  ])('whose %s are %j breaks nothing', (name, value) => {
    expect(defectsOf({ ...permit({}), [name]: value }).join('\n')).toContain(`/${name}`);
  });

  it('that is no JSON is told', () => {
    expect(() => readScenario('{', definitions)).toThrow(InvalidScenario);
  });
});
