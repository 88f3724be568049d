import type { Pool } from 'pg';
import { parseExecutionId } from '../engine/instance';

interface Effect {
  readonly idempotencyKey: string;
  readonly matter: string;
  readonly caseId: string;
  readonly step: string;
  readonly subject: number | null;
  readonly outcome: 'completed' | 'refused';
  readonly registerKey: string | null;
  readonly voided: boolean;
  /** Of a call that took something back, or put it right: the first call of those it is about. */
  readonly undoes: string | null;
  readonly amends: string | null;
}

export interface DepartmentCheck {
  readonly department: string;
  /** Step executions that our cases hold as completed. */
  readonly completed: number;
  /** Completed effects in the department's book. */
  readonly effects: number;
  /** Effects whose answer has not reached its case yet. */
  readonly underWay: number;
  readonly differences: readonly string[];
}

/** A step execution as far as a register can be compared with it. */
export interface ComparedExecution {
  /** What it does that is not its step's own matter. */
  readonly act: 'undo' | 'amend' | null;
  readonly status: string;
  /** An operator has put its step down as done, although its department said that it had failed. */
  readonly putDown: boolean;
  /** The instance and the region it belongs to. */
  readonly place: string;
}

const PAGE = 1_000;

/**
 * Compares every department's book with every case: exactly one effect for each completed matter, none without a case,
 * no matter done twice, no register entry given twice; what was taken back is void, once, and nothing else is.
 */
export async function checkRegisters(
  pool: Pool,
  departments: Readonly<Record<string, string>>,
): Promise<DepartmentCheck[]> {
  const checks: DepartmentCheck[] = [];
  for (const [department, baseUrl] of Object.entries(departments)) {
    // Effects first: an execution that completes in between is then no difference.
    const effects = await readEffects(baseUrl);
    checks.push(compareRegister(department, await readExecutions(pool, department), effects));
  }
  return checks;
}

/** Compares one department's book with the step executions that called it. Pure. */
export function compareRegister(
  department: string,
  executions: ReadonlyMap<string, ComparedExecution>,
  effects: readonly Effect[],
): DepartmentCheck {
  const differences: string[] = [];
  const done = effects.filter(({ outcome }) => outcome === 'completed');
  const byKey = new Map(done.map((effect) => [effect.idempotencyKey, effect]));
  const takenBack = new Set([...executions.values()].filter(({ act }) => act === 'undo').map(({ place }) => place));
  let underWay = 0;
  for (const { idempotencyKey, matter, caseId } of done) {
    const execution = executions.get(idempotencyKey);
    if (execution === undefined) differences.push(`${matter} was done for case ${caseId}, which knows nothing of it`);
    else if (['pending', 'running', 'accepted', 'unknown'].includes(execution.status)) underWay += 1;
    // A call that was under way when its step was taken back may have been done: whether it is void is asked below.
    else if (execution.status !== 'completed' && !execution.putDown && !takenBack.has(execution.place))
      differences.push(`${matter} was done for ${idempotencyKey}, which is ${execution.status}`);
  }
  const completed = [...executions].filter(([, { status }]) => status === 'completed');
  for (const [id] of completed)
    if (!byKey.has(id)) differences.push(`${id} is completed, but ${department} did nothing for it`);
  differences.push(...voidingFaults(done, executions));
  const live = done.filter(({ voided }) => !voided);
  // What is put right is put right again whenever it changes, under the number it has.
  const first = live.filter(({ amends }) => amends === null);
  differences.push(...repeated(first, matterOf, 'was done more than once'));
  const entries = first.filter(({ registerKey }) => registerKey !== null);
  differences.push(
    ...repeated(entries, ({ matter, registerKey }) => `${matter} → ${registerKey}`, 'was given more than once'),
  );
  return { department, completed: completed.length, effects: done.length, underWay, differences };
}

/** Whatever was undone for a case must be void, and whatever is void must have been undone, or replaced, for a case. */
function voidingFaults(done: readonly Effect[], executions: ReadonlyMap<string, ComparedExecution>): string[] {
  const asked = done.filter(({ idempotencyKey }) => executions.has(idempotencyKey));
  const undone = new Set(asked.map(({ undoes }) => undoes));
  const amended = new Set(asked.map(({ amends }) => amends));
  return done.flatMap(({ idempotencyKey, matter, undoes, amends, voided }) => {
    const first = amends ?? idempotencyKey;
    if (undoes !== null) {
      const isOfPlace = executions.get(undoes)?.place === executions.get(idempotencyKey)?.place;
      return isOfPlace ? [] : [`${matter} for ${idempotencyKey} has undone ${undoes}, which is of another step`];
    }
    if (undone.has(first) && !voided) return [`${matter} for ${idempotencyKey} stands, although it was undone`];
    if (voided && !undone.has(first) && !amended.has(first))
      return [`${matter} for ${idempotencyKey} is void, although no case has taken it back`];
    return [];
  });
}

const matterOf = ({ matter, caseId, step, subject }: Effect): string =>
  `${matter} for case ${caseId}, ${step} ${subject ?? 0}`;

function repeated(effects: readonly Effect[], keyOf: (effect: Effect) => string, what: string): string[] {
  const seen = new Map<string, number>();
  for (const effect of effects) seen.set(keyOf(effect), (seen.get(keyOf(effect)) ?? 0) + 1);
  return [...seen].filter(([, times]) => times > 1).map(([key, times]) => `${key} ${what}: ${times} times`);
}

async function readExecutions(pool: Pool, department: string): Promise<Map<string, ComparedExecution>> {
  const found = await pool.query<ComparedExecution & { id: string }>(
    `select instance_id || '-' || ordinal / 256 || '-' || ordinal % 256 as id, act, status,
       instance_id || ' ' || region as place,
       status = 'failed' and exists (
         select from history h
         where h.instance_id = e.instance_id and h.region = e.region and h.type = 'incident.resolved'
           and h.seq > e.ordinal / 256) as "putDown"
     from step_execution e where department = $1 and kind = 'handler'`,
    [department],
  );
  return new Map(found.rows.map(({ id, ...execution }) => [id, execution]));
}

async function readEffects(baseUrl: string): Promise<Effect[]> {
  const all: Effect[] = [];
  for (let cursor: string | null = '0'; cursor !== null;) {
    const response = await fetch(`${baseUrl}/effects?after=${cursor}&limit=${PAGE}`);
    if (!response.ok) throw new Error(`the department at ${baseUrl} answered ${response.status}`);
    const page = (await response.json()) as { items: Effect[]; nextCursor: string | null };
    // Entries that training or another product made are none of our business.
    all.push(...page.items.filter(({ idempotencyKey }) => parseExecutionId(idempotencyKey) !== undefined));
    cursor = page.nextCursor;
  }
  return all;
}
