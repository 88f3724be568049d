import { Problem } from '../problem';

/** How a department misbehaves on purpose, for training and tests. Absent means well-behaved. */
export interface Faults {
  slowMs?: number;
  /** Share of calls answered 503 without doing anything. */
  failRate?: number;
  /** Share of calls answered 400 without doing anything: asking again the same way is of no use. */
  breakRate?: number;
  /** 202 at once, the answer by callback after this time. */
  later?: { afterMs: number };
  refuseRate?: number;
  closed?: boolean;
  /** Share of calls whose work is done and whose connection is then cut. */
  loseAnswerRate?: number;
  only?: string;
  onlySubject?: number;
}

const isRate = (value: unknown): boolean => typeof value === 'number' && value >= 0 && value <= 1;
const isMs = (value: unknown): boolean => typeof value === 'number' && value >= 0 && value <= 86_400_000;

const CHECKS: Record<keyof Faults, (value: unknown) => boolean> = {
  slowMs: isMs,
  failRate: isRate,
  breakRate: isRate,
  later: (value) =>
    typeof value === 'object' &&
    value !== null &&
    Object.keys(value).join() === 'afterMs' &&
    isMs(Object.values(value)[0]),
  refuseRate: isRate,
  closed: (value) => typeof value === 'boolean',
  loseAnswerRate: isRate,
  only: (value) => typeof value === 'string' && value.length <= 100,
  onlySubject: (value) => Number.isInteger(value),
};

export function readFaults(body: unknown): Faults {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new Problem(400, 'faults-invalid', 'the faults must be a JSON object');
  }
  for (const [name, value] of Object.entries(body)) {
    if (!Object.hasOwn(CHECKS, name)) throw new Problem(400, 'faults-invalid', `there is no fault "${name}"`);
    if (!CHECKS[name as keyof Faults](value))
      throw new Problem(400, 'faults-invalid', `the value of "${name}" is not allowed`);
  }
  return body;
}

/** The faults as they apply to one call; none when they are kept for another matter or subject. */
export function faultsFor(faults: Faults, matter: string, subject: number | null): Faults {
  if (faults.only !== undefined && faults.only !== matter) return {};
  if (faults.onlySubject !== undefined && faults.onlySubject !== subject) return {};
  return faults;
}

export function happens(rate: number | undefined): boolean {
  return rate !== undefined && Math.random() < rate;
}
