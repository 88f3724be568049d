import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  absolutePath,
  beginChart,
  buildChart,
  foldRecord,
  isMatter,
  moveChart,
  outcomeOf,
  projectFields,
  readState,
  refusalEvent,
  subjectFact,
  type Chart,
  type Facts,
  type HandlerStep,
} from '../../src/core';
import type { BirthReport } from './newborn.forms';
import { newborn } from './newborn.workflow';
import { newbornReasons } from './reasons';

const TODAY = '2026-11-20';
const noonOn = (day: string): Date => new Date(`${day}T12:00:00+08:00`);
const sample = (name: string): BirthReport =>
  JSON.parse(readFileSync(join(__dirname, 'samples', `${name}.json`), 'utf8')) as BirthReport;

/** A case that is walked by hand: the chart's position, and every effect planned so far. */
class Walk {
  readonly chart: Chart;
  readonly effects: string[] = [];
  private at;

  constructor(report: BirthReport, today = TODAY) {
    const { facts, subjectFacts } = newborn.trigger.begin(report as never, noonOn(today));
    this.chart = buildChart(newborn, subjectFacts.length);
    const all: Record<string, string | boolean> = { ...facts };
    subjectFacts.forEach((own, index) => {
      for (const [name, is] of Object.entries(own)) all[subjectFact(newborn, `child.${name}`, index + 1)] = is;
    });
    this.at = beginChart(this.chart, all);
    this.note();
  }

  private note(): void {
    for (const { type, ...rest } of this.at.effects) this.effects.push([type, ...Object.values(rest)].join(' '));
  }

  get regions(): Readonly<Record<string, string>> {
    return readState(this.at.state).regions;
  }
  get facts(): Facts {
    return readState(this.at.state).facts;
  }
  get ended(): boolean {
    return this.at.ended;
  }
  get outcome(): string {
    return outcomeOf(this.chart, this.at.state);
  }
  in(state: string): string[] {
    return Object.keys(this.regions).filter((region) => this.regions[region] === state);
  }

  send(type: string): this {
    const next = moveChart(this.chart, this.at.state, { type });
    if (!next.accepted) throw new Error(`refused: ${type}`);
    this.at = next;
    this.note();
    return this;
  }

  /** The department refuses with this code; the definition says what that means. */
  refuse(region: string, code: string): this {
    const step = newborn.steps[region.split('@')[0] ?? ''] as HandlerStep;
    return this.send(refusalEvent(region, step.onRefusal.codes[code] ?? step.onRefusal.otherwise));
  }

  /** Every department completes whatever it is asked, until nothing more is asked; waits are left alone. */
  completeAll(): this {
    for (;;) {
      const region = this.in('active').find((id) => !id.startsWith('nameChosen'));
      if (region === undefined) return this;
      this.send(`${region}.completed`);
    }
  }
  matters(state: string): string[] {
    return this.in(state).filter((region) => isMatter(this.chart, region.split('@')[0] ?? ''));
  }
}

const walk = (name: string, today = TODAY) => new Walk(sample(name), today);

describe('a child of married parents of the city', () => {
  it('starts every matter that needs nothing but the birth at once, and no other', () => {
    expect(walk('married-local').in('active')).toEqual([
      'birthCertificate@1',
      'vaccinationCertificate@1',
      'motherChildHandbook@1',
      'childHealthHandbook@1',
    ]);
  });

  it('asks the police and the benefit office only with the certificate, insurance and card only with the ID number', () => {
    const case1 = walk('married-local').send('birthCertificate@1.completed');
    expect(case1.regions).toMatchObject({ 'householdRegistration@1': 'active', maternityBenefit: 'active' });
    expect(case1.regions).toMatchObject({ 'medicalInsurance@1': 'waiting', 'citizenCard@1': 'waiting' });
    case1.send('householdRegistration@1.completed');
    expect(case1.regions).toMatchObject({ 'medicalInsurance@1': 'active', 'citizenCard@1': 'active' });
  });

  it('tells the two health records the ID number later, each once both are known', () => {
    const case1 = walk('married-local').send('birthCertificate@1.completed').send('householdRegistration@1.completed');
    expect(case1.regions['vaccinationCertificate+idNumber@1']).toBe('waiting');
    case1.send('vaccinationCertificate@1.completed').send('childHealthHandbook@1.completed');
    expect(case1.effects).toContain('dispatch vaccinationCertificate+idNumber@1');
    expect(case1.effects).toContain('dispatch childHealthHandbook+idNumber@1');
  });

  it('ends with eight of eight', () => {
    const case1 = walk('married-local').completeAll();
    expect([case1.ended, case1.outcome, case1.matters('completed').length]).toEqual([true, 'completed', 8]);
  });

  it('goes on with the rest while the certificate, the police or anyone else fails', () => {
    const case1 = walk('married-local').send('birthCertificate@1.completed').send('householdRegistration@1.failed');
    expect(case1.effects).toContain('openIncident householdRegistration@1');
    case1.completeAll();
    expect(case1.matters('completed')).toHaveLength(5);
    expect([case1.ended, case1.regions['medicalInsurance@1']]).toEqual([false, 'waiting']);
    case1.send('householdRegistration@1.retried').completeAll();
    expect([case1.ended, case1.outcome]).toEqual([true, 'completed']);
  });
});

describe('family situations', () => {
  it.each(['unmarried-following-mother', 'father-unknown', 'foreign-father-rare-name'])(
    '%s: eight of eight',
    (name) => {
      const case1 = walk(name).completeAll();
      expect([case1.outcome, case1.matters('completed').length]).toEqual(['completed', 8]);
    },
  );

  it('an unmarried father to follow is a matter for the counter, with insurance and card after it', () => {
    const case1 = walk('unmarried-following-father').completeAll();
    expect(case1.regions).toMatchObject({
      'householdRegistration@1': 'manual:parentage-test-at-counter',
      'medicalInsurance@1': 'manual:id-number-not-known',
      'citizenCard@1': 'manual:id-number-not-known',
    });
    expect([case1.outcome, case1.matters('completed').length]).toEqual(['partiallyCompleted', 5]);
  });

  it('a household of another city is registered there; everything of this city is still done', () => {
    const case1 = walk('household-outside-city').completeAll();
    expect(case1.regions).toMatchObject({
      'householdRegistration@1': 'manual:household-outside-city',
      'medicalInsurance@1': 'manual:id-number-not-known',
      'citizenCard@1': 'manual:id-number-not-known',
      'vaccinationCertificate+idNumber@1': 'notApplicable:field-never-known',
    });
    expect(case1.matters('completed')).toEqual([
      'birthCertificate@1',
      'vaccinationCertificate@1',
      'motherChildHandbook@1',
      'childHealthHandbook@1',
      'maternityBenefit',
    ]);
    expect([case1.ended, case1.outcome]).toEqual([true, 'partiallyCompleted']);
  });

  it('a mother who is not insured has no benefit, and the case is complete without it', () => {
    const case1 = walk('mother-not-insured').send('birthCertificate@1.completed');
    case1.refuse('maternityBenefit', 'mother-not-insured').completeAll();
    expect([case1.outcome, case1.matters('completed').length]).toEqual(['completed', 7]);
    expect(case1.regions['maternityBenefit']).toBe('notApplicable:mother-not-insured');
  });

  it('a mother insured elsewhere is sent to her own insurance, and the case is partly completed', () => {
    const case1 = walk('mother-insured-elsewhere').send('birthCertificate@1.completed');
    case1.refuse('maternityBenefit', 'mother-insured-elsewhere').completeAll();
    expect([case1.outcome, case1.regions['maternityBenefit']]).toEqual([
      'partiallyCompleted',
      'manual:mother-insured-elsewhere',
    ]);
  });
});

describe('a name that is not chosen yet', () => {
  it('holds the certificate and what follows from it, and nothing else', () => {
    const case1 = walk('name-not-chosen').completeAll();
    expect(case1.matters('completed')).toEqual([
      'vaccinationCertificate@1',
      'motherChildHandbook@1',
      'childHealthHandbook@1',
    ]);
    expect([case1.regions['nameChosen@1'], case1.ended]).toEqual(['active', false]);
  });

  it('is asked for on day 7, 20 and 28, counted from the birth', () => {
    const case1 = walk('name-not-chosen');
    expect(case1.effects.filter((effect) => effect.startsWith('startTimer'))).toHaveLength(5);
    for (const day of [7, 20, 28])
      expect(case1.send(`nameChosen@1.timer.day${day}`).effects).toContain(`remind nameChosen@1 day${day}`);
    const wait = newborn.steps['nameChosen'];
    const timers = wait?.kind === 'wait' ? wait.timers : [];
    expect(timers.map(({ days, after }) => `${days} after ${after}`)).toEqual(
      [7, 20, 28, 31, 366].map((days) => `${days} after birth.bornAt`),
    );
  });

  it.each([
    ['within30Days', [], []],
    ['within1Year', ['after30Days'], ['late-explanation-required']],
    ['over1Year', ['after30Days', 'after1Year'], ['late-explanation-required', 'parentage-test-required']],
  ])('%s: asks for what the rule of that time asks for', (registration, timers, codes) => {
    const case1 = walk('name-not-chosen');
    for (const timer of timers) case1.send(`nameChosen@1.timer.${timer}`);
    expect(case1.facts['registration']).toBe(registration);
    const defects = newborn.signals['nameChosen']?.check({ name: '示名' } as never, case1.facts) ?? [];
    expect(defects.map(({ code }) => code)).toEqual(codes);
  });

  it('lets the case go on when it comes, stops the reminders, and is not taken twice', () => {
    const case1 = walk('name-not-chosen').send('nameChosen@1.completed');
    expect(case1.effects).toContain('cancelTimers nameChosen@1');
    expect(() => case1.send('nameChosen@1.completed')).toThrow('refused');
    expect(case1.completeAll().outcome).toBe('completed');
  });

  it('holds only the child that has none, and the benefit of both', () => {
    const report = sample('twins');
    delete report.children[1]?.name;
    const case1 = new Walk(report).completeAll();
    expect(case1.regions).toMatchObject({
      'citizenCard@1': 'completed',
      'birthCertificate@2': 'waiting',
      maternityBenefit: 'waiting',
    });
    expect(case1.send('nameChosen@2.completed').completeAll().outcome).toBe('completed');
  });
});

describe('twins and triplets', () => {
  it.each([
    ['twins', 15],
    ['triplets', 22],
  ])('%s: everything per child, the benefit once', (name, matters) => {
    const case1 = walk(name).completeAll();
    expect([case1.outcome, case1.matters('completed').length]).toEqual(['completed', matters]);
    expect(case1.effects.filter((effect) => effect === 'dispatch maternityBenefit')).toHaveLength(1);
  });

  it('a refusal for one child does not hold the other', () => {
    const case1 = walk('twins').send('birthCertificate@1.completed').send('birthCertificate@2.completed');
    case1.refuse('householdRegistration@2', 'already-registered').completeAll();
    expect(case1.regions).toMatchObject({
      'citizenCard@1': 'completed',
      'householdRegistration@2': 'refused',
      'citizenCard@2': 'manual:id-number-not-known',
      'vaccinationCertificate@2': 'completed',
      maternityBenefit: 'completed',
    });
    expect([case1.ended, case1.outcome]).toEqual([true, 'partiallyCompleted']);
  });

  it('papers that are doubtful for one child wait for the applicant, and only that child waits', () => {
    const case1 = walk('twins').send('birthCertificate@1.completed').send('birthCertificate@2.completed');
    case1.refuse('householdRegistration@2', 'documents-doubtful').completeAll();
    expect([case1.ended, case1.regions['medicalInsurance@2'], case1.regions['medicalInsurance@1']]).toEqual([
      false,
      'waiting',
      'completed',
    ]);
    expect(case1.effects).toContain('openCorrection householdRegistration@2');
    expect(case1.send('householdRegistration@2.corrected').completeAll().outcome).toBe('completed');
  });

  it('the benefit waits until every certificate is decided, and is paid for the children that have one', () => {
    const case1 = walk('triplets').send('birthCertificate@1.completed').send('birthCertificate@2.completed');
    expect(case1.regions['maternityBenefit']).toBe('waiting');
    expect(case1.refuse('birthCertificate@3', 'refused-by-training').regions['maternityBenefit']).toBe('active');
  });
});

describe('refusals', () => {
  it.each(['name-not-allowed', 'explanation-missing', 'parentage-test-missing', 'facts-contradict'])(
    'the certificate refused for %s can be put right within the case',
    (code) =>
      expect(walk('married-local').refuse('birthCertificate@1', code).regions['birthCertificate@1']).toBe('suspended'),
  );

  it('without any certificate there is no benefit and no household entry, and the health matters still stand', () => {
    const case1 = walk('married-local').refuse('birthCertificate@1', 'refused-by-training').completeAll();
    expect(case1.regions).toMatchObject({
      'birthCertificate@1': 'refused',
      'householdRegistration@1': 'skipped:no-birth-certificate',
      'medicalInsurance@1': 'manual:id-number-not-known',
      maternityBenefit: 'skipped:no-birth-certificate',
      'childHealthHandbook@1': 'completed',
    });
    expect([case1.ended, case1.outcome]).toEqual([true, 'partiallyCompleted']);
  });

  it('names a policy for every code that a department is known to give', () => {
    const codes = (id: string) => Object.keys((newborn.steps[id] as HandlerStep).onRefusal.codes);
    expect(codes('maternityBenefit')).toEqual([
      'mother-not-insured',
      'mother-insured-elsewhere',
      'benefit-already-decided',
    ]);
    expect(codes('medicalInsurance')).toEqual(['already-enrolled', 'id-number-unknown']);
    const card = walk('married-local').send('birthCertificate@1.completed').send('householdRegistration@1.completed');
    expect(card.refuse('citizenCard@1', 'refused-by-training').regions['citizenCard@1']).toBe('refused');
  });
});

describe('what each department sees', () => {
  it('is exactly what its matter reads: the police see no weight, the insurance no father', () => {
    const { record } = newborn.trigger.begin(sample('married-local') as never, noonOn(TODAY));
    const full = foldRecord(record, [
      { [absolutePath(newborn, 'child.birthCertificateNumber', 1)]: 'Z330000001' },
      { [absolutePath(newborn, 'child.idNumber', 1)]: '330702202611180012' },
    ]);
    const seenBy = (id: string) => Object.keys(projectFields(newborn, full, newborn.steps[id]?.reads ?? [], 1));
    expect(seenBy('medicalInsurance')).toEqual([
      'child.idNumber',
      'child.name',
      'birth.bornAt',
      'insurance.payer',
      'insurance.payerIdNumber',
    ]);
    expect(seenBy('householdRegistration').filter((field) => /weight|gestation|phone|payout/.test(field))).toEqual([]);
    expect(seenBy('vaccinationCertificate')).not.toContain('child.name');
  });

  it('has every field it reads, in every situation of the samples', () => {
    for (const name of ['father-unknown', 'twins', 'household-outside-city', 'name-not-chosen']) {
      const { record } = newborn.trigger.begin(sample(name) as never, noonOn(TODAY));
      for (const id of ['vaccinationCertificate', 'motherChildHandbook', 'childHealthHandbook', 'maternityBenefit']) {
        expect(() => projectFields(newborn, record, newborn.steps[id]?.reads ?? [], 1)).not.toThrow();
      }
    }
  });
});

describe('the definition beside the list of matters', () => {
  it('asks for the matters, and can undo each, under the names of the departments', () => {
    const list = readFileSync(join(__dirname, '../../docs/newborn-matters.md'), 'utf8');
    const rows = [...list.matchAll(/^\| `(\w+)` +\| `(\w+)` +\|([^|]*)\|([^|]*)\|/gm)];
    const documented = new Map(
      rows.map(([, department, matter, reads, output]) => [`${department}.${matter}`, { reads, output }]),
    );
    const paths = (text = '') => [...text.matchAll(/`([a-z]\w+\.\w+\??)`/g)].map(([, path]) => path).sort();
    const used = new Set<string>();
    for (const step of Object.values(newborn.steps)) {
      if (step.kind !== 'handler') continue;
      const row = documented.get(`${step.department}.${step.matter}`);
      expect({ matter: step.matter, reads: [...step.reads].sort() }).toEqual({
        matter: step.matter,
        reads: paths(row?.reads),
      });
      expect([...step.writes].sort()).toEqual(paths(row?.output));
      used.add(`${step.department}.${step.matter}`);
      if (step.undo !== undefined) used.add(step.undo);
    }
    expect([...used].sort()).toEqual([...documented.keys()].sort());
  });

  it('keeps to the eight step ids of the contract', () => {
    const chart = buildChart(newborn, 1);
    expect(Object.keys(newborn.steps).filter((id) => isMatter(chart, id))).toEqual([
      'birthCertificate',
      'householdRegistration',
      'medicalInsurance',
      'citizenCard',
      'vaccinationCertificate',
      'motherChildHandbook',
      'childHealthHandbook',
      'maternityBenefit',
    ]);
  });
});

it('tells the parents in both languages why a matter was not done, for every reason there is', () => {
  const given = Object.values(newborn.steps).flatMap((step) => [
    ...step.unless.map((line) => line.ending),
    step.onUnmetNeed,
    ...(step.kind === 'wait' ? [] : [...Object.values(step.onRefusal.codes), step.onRefusal.otherwise]),
  ]);
  const codes = given.flatMap((ending) => ('reason' in ending ? [ending.reason] : []));
  const generic = ['need-unmet', 'field-never-known'];
  expect(codes.filter((code) => newbornReasons[code] === undefined && !generic.includes(code))).toEqual([]);
});
