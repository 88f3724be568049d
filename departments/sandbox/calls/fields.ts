import { Problem } from '../problem';

/** Paths whose value is not a text. */
const NUMBERS = new Set(['birth.gestationWeeks', 'birth.count', 'child.order', 'child.weightGrams', 'benefit.days']);
const FLAGS = new Set(['birth.singleParentStatement']);
const TIMES = new Set(['birth.bornAt']);
const CHOICES: Record<string, readonly string[]> = {
  'child.sex': ['female', 'male'],
  'household.follow': ['mother', 'father'],
  'marriage.status': ['married', 'unmarried'],
  'insurance.payer': ['mother', 'father'],
  'birth.deliveryKind': ['natural', 'caesarean'],
  'mother.idType': ['residentId', 'passport', 'hkMoTwPermit'],
  'father.idType': ['residentId', 'passport', 'hkMoTwPermit'],
};
const LONGEST_TEXT = 2000;

/** The fields of one call, already checked against what the matter reads, so that rules can simply ask. */
export class Fields {
  constructor(readonly values: Readonly<Record<string, unknown>>) {}

  text(path: string): string {
    return this.values[path] as string;
  }

  optionalText(path: string): string | undefined {
    return this.values[path] as string | undefined;
  }

  number(path: string): number {
    return this.values[path] as number;
  }

  flag(path: string): boolean {
    return this.values[path] === true;
  }

  time(path: string): Date {
    return new Date(this.text(path));
  }
}

export interface Reads {
  required: readonly string[];
  optional?: readonly string[];
}

/**
 * A department accepts exactly what a matter reads. A field that was not asked for is refused like a missing one: it
 * would be a disclosure without a basis.
 */
export function checkFields(values: Record<string, unknown>, reads: Reads): Fields {
  for (const path of reads.required) {
    if (values[path] === undefined)
      throw new Problem(400, 'field-missing', `the matter reads ${path}, which is absent`);
  }
  checkEach(values, reads);
  return new Fields(values);
}

/** What fields were before they changed: any of those that the matter reads, and nothing else. */
export function checkFormer(values: Record<string, unknown>, reads: Reads): void {
  checkEach(values, reads);
}

function checkEach(values: Record<string, unknown>, reads: Reads): void {
  const known = new Set([...reads.required, ...(reads.optional ?? [])]);
  for (const [path, value] of Object.entries(values)) {
    if (!known.has(path))
      throw new Problem(400, 'field-not-read', `the matter does not read ${path}: it must not be sent`);
    if (!hasRightType(path, value)) throw new Problem(400, 'field-invalid', `the value of ${path} has a wrong form`);
  }
}

function hasRightType(path: string, value: unknown): boolean {
  if (NUMBERS.has(path)) return Number.isSafeInteger(value);
  if (FLAGS.has(path)) return typeof value === 'boolean';
  if (typeof value !== 'string' || value.length > LONGEST_TEXT || !isStorable(value)) return false;
  if (TIMES.has(path)) return isInstant(value);
  return CHOICES[path]?.includes(value) ?? true;
}

/** PostgreSQL stores any character but NUL and half surrogate pairs. */
export function isStorable(text: string): boolean {
  return !/[\0\p{Cs}]/u.test(text);
}

function isInstant(value: string): boolean {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(value) && !Number.isNaN(Date.parse(value));
}
