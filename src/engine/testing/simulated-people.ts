import { readState, type Beginning, type Chart, type LifeEvent } from '../../core';
import type { EarlySignal } from '../early-signal-store';
import type { Answer, InboxMessage } from '../message';
import type { Happened } from './happened';
import type { Random } from './random';
import type { SimulatedDepartment } from './simulated-department';
import type { InspectedExecution, Inspect } from './stores';

/** A message on its way to a case. */
export interface Mail {
  readonly id: string;
  readonly message: InboxMessage;
}

/** What applicants, officers and operators do to a case, in time and out of time. Undefined: there is nothing to do. */
export class SimulatedPeople {
  constructor(
    private readonly inspect: Inspect,
    private readonly chartOf: (id: string) => Chart,
    private readonly department: SimulatedDepartment,
    private readonly random: Random,
    private readonly happened: Happened,
  ) {}

  /** A signal; unless `active`, also one that comes too early or too late. */
  async signal(id: string, active: boolean): Promise<Mail | undefined> {
    const chart = this.chartOf(id);
    const { regions } = readState((await this.inspect.instance(id)).state);
    const waits = chart.regions.flatMap(({ id: region, step }) => {
      const parts = chart.definition.steps[step];
      if (parts?.kind !== 'wait' || parts.signal === undefined || (active && regions[region] !== 'active')) return [];
      const early = parts.otherwise === 'defer' && regions[region] === 'waiting';
      const fields = Object.fromEntries(parts.writes.map((path) => [path, 'given']));
      return [{ region, signal: parts.signal, fields, early }];
    });
    const wait = this.random.pick(waits);
    if (wait === undefined) return undefined;
    const { region, signal, fields, early } = wait;
    if (early) this.happened.count('signal too early');
    const key = `signal:${region}:${this.random.below(active ? 1_000_000 : 3)}`;
    return { id, message: { key, actor: 'citizen', body: { type: 'signal', signal, region }, fields } };
  }

  /** A signal to a case that somebody has not reported yet, or is reporting just now; sometimes about one subject too many. */
  signalAhead({ name: event, steps }: LifeEvent, { businessKey, subjectFacts }: Beginning): EarlySignal | undefined {
    const waits = Object.entries(steps).flatMap(([step, wait]) =>
      wait.kind === 'wait' && wait.signal !== undefined ? [{ step, wait, signal: wait.signal }] : [],
    );
    const chosen = this.random.pick(waits);
    if (chosen === undefined) return undefined;
    const { step, wait, signal } = chosen;
    const subject = wait.per === undefined ? 0 : 1 + this.random.below(subjectFacts.length + 1);
    const body = Object.fromEntries(wait.writes.map((path) => [path.split('.').at(-1), 'given']));
    const fields = Object.fromEntries(wait.writes.map((path) => [path, 'given']));
    return {
      ...{ id: this.random.uuid(), event, businessKey, signal, step, subject, actor: 'citizen', keepDays: 10_000 },
      messageKey: `ahead:${step}:${subject}:${this.random.below(1_000_000)}`,
      viewer: { kind: 'everyCase' },
      said: { body, fields },
    };
  }

  /** Somebody does a task or a correction, sometimes one that is over. */
  async task(id: string): Promise<Mail | undefined> {
    const { calm } = this.department;
    const executions = await this.inspect.executions(id);
    const all = executions.filter(({ kind }) => kind !== 'handler');
    const execution = this.random.pick(calm ? all.filter(({ open }) => open) : all);
    if (execution === undefined) return undefined;
    const key = `person:${execution.id}:${calm ? 'calm' : this.random.below(2)}`;
    const body: InboxMessage['body'] =
      execution.kind === 'correction'
        ? { type: 'correction', execution: execution.id, decision: this.random.chance(0.9) ? 'corrected' : 'givenUp' }
        : { type: 'answer', execution: execution.id, answer: this.answerTo(execution, executions) };
    return { id, message: { key, actor: 'citizen', body } };
  }

  /** An officer takes back by hand what was done, or finds that it has to stay. */
  private answerTo({ act, region }: InspectedExecution, executions: readonly InspectedExecution[]): Answer {
    const stays = act !== undefined && this.random.chance(0.3);
    if (stays) return { outcome: 'refused', reason: { code: 'third-party-rights' } };
    if (act !== 'undo') return { outcome: 'completed' };
    for (const other of executions) if (other.region === region) this.department.takenBack.add(other.id);
    return { outcome: 'completed' };
  }

  /** Whoever applied, or an officer, takes the case back, or a step of it; also when there is nothing to take back. */
  async reversal(id: string): Promise<Mail> {
    const region = this.random.pick(this.chartOf(id).regions)?.id ?? '';
    const kind = this.random.pick(['withdrawn', 'cancelled', 'revoked', 'revoked'] as const) ?? 'revoked';
    const isOne = kind === 'revoked' && this.random.chance(0.6);
    const key = `reversal:${kind}:${isOne ? region : ''}:${this.random.below(3)}`;
    const said = { reason: 'mistake', by: 'key:officer' };
    const body = { type: 'reversal', reversal: kind, region: isOne ? region : '', ...said } as const;
    return Promise.resolve({ id, message: { key, actor: 'officer', body } });
  }

  /** Somebody corrects what was reported, at any time. */
  async correction(id: string): Promise<Mail | undefined> {
    const { definition, subjects } = this.chartOf(id);
    const path = this.random.pick(definition.corrections?.provides ?? []);
    if (path === undefined) return undefined;
    const isOfSubject = path.startsWith(`${definition.subject?.name ?? ''}.`);
    const n = this.random.below(1_000_000);
    const said = { reason: 'recorded-wrongly', by: 'key:officer' };
    const body = {
      type: 'caseCorrection',
      subject: isOfSubject ? 1 + this.random.below(subjects) : 0,
      ...said,
    } as const;
    return Promise.resolve({
      id,
      message: { key: `corrected:${n}`, actor: 'officer', body, fields: { [path]: `right ${n}` } },
    });
  }

  /** Somebody pauses or resumes a clock, also one that is not theirs to move. */
  async clock(id: string): Promise<Mail | undefined> {
    const execution = this.random.pick(await this.inspect.executions(id))?.id;
    if (execution === undefined) return undefined;
    const key = `clock:${execution}:${this.random.below(1_000_000)}`;
    const limit = this.random.chance(0.5) ? { limitDays: 1 + this.random.below(5) } : {};
    const body: InboxMessage['body'] = this.random.chance(0.6)
      ? { type: 'clock', execution, change: 'paused', code: 'inspection', ...limit }
      : { type: 'clock', execution, change: 'resumed' };
    return { id, message: { key, actor: 'department', body } };
  }

  /** An answer out of nowhere to something that is long closed, or was never open. */
  async rogue(id: string): Promise<Mail | undefined> {
    const closed = (await this.inspect.executions(id)).filter(({ open }) => !open);
    const execution = this.random.pick(closed)?.id ?? `${id}-1-99`;
    const answer = { outcome: 'refused', reason: { code: 'rogue' } } as const;
    const key = `rogue:${execution}:${this.random.below(3)}`;
    return { id, message: { key, actor: 'department', body: { type: 'answer', execution, answer } } };
  }

  /** An operator looks up what the department did and repairs accordingly: only what was not done is retried. */
  async repair(id: string): Promise<Mail | undefined> {
    const incidents = (await this.inspect.incidents(id)).filter(({ open, region }) => open && region !== '');
    const incident = this.random.pick(incidents);
    if (incident === undefined) return undefined;
    const mine = ({ region }: InspectedExecution): boolean => region === incident.region;
    const last = (await this.inspect.executions(id)).filter(mine).at(-1);
    const receipt = this.department.receipts.get(last?.id ?? '');
    const done = receipt?.answer.kind === 'completed' ? receipt.answer : undefined;
    const repair = done !== undefined ? 'resolved' : incident.code === 'field-missing' ? 'skipped' : 'retried';
    this.happened.count('incident repaired');
    return {
      id,
      message: {
        key: `repair:${last?.id}:${repair}`,
        actor: 'operator',
        body: { type: 'repair', region: incident.region, repair, reason: 'looked-into' },
        ...(done === undefined ? {} : { fields: done.output }),
      },
    };
  }
}
