/** Numbers that a city sets and may change: a new version is added with its dates, none is edited. */

export interface NewbornCover {
  from: string;
  source: string;
  /** The day of birth counts as this day. */
  birthDayIs: number;
  /** Up to this day after birth, cover reaches back to the birth. */
  fromBirthWithinDays: number;
}

/** Jinhua: paid within 90 days covers from birth; days 91 to 180, and later, from the month after payment. */
export const NEWBORN_COVER: readonly NewbornCover[] = [
  { from: '2000-01-01', source: '金华市城乡居民基本医疗保险 新生儿参保 [S31]', birthDayIs: 0, fromBirthWithinDays: 90 },
];

export interface Contribution {
  from: string;
  source: string;
  /** What the payer is charged for one year of cover, in yuan. */
  amount: string;
}

/** Charged when a newborn is enrolled, given back when the enrolment is undone. [K]: not confirmed for Jinhua. */
export const NEWBORN_CONTRIBUTION: readonly Contribution[] = [
  { from: '2000-01-01', source: '城乡居民基本医疗保险个人缴费标准 [K]', amount: '400.00' },
];

export interface Recovery {
  from: string;
  source: string;
  /** Days after the demand within which a benefit is to be paid back. */
  withinDays: number;
}

/** 社会保险法 art. 88 has benefits taken by false papers paid back; the days are [K]: configuration, not confirmed. */
export const BENEFIT_RECOVERY: readonly Recovery[] = [
  { from: '2011-07-01', source: '社会保险法 第八十八条；期限 [K]', withinDays: 30 },
];

export interface MaternityBenefit {
  from: string;
  source: string;
  baseDays: number;
  caesareanDays: number;
  furtherBabyDays: number;
  /** The monthly base divided by this is one day's benefit. */
  daysOfMonth: number;
}

/** 98 days by 女职工劳动保护特别规定 art. 7; difficult birth and each further baby 15 more. [K]: configuration, not confirmed for Jinhua. */
export const MATERNITY_BENEFIT: readonly MaternityBenefit[] = [
  {
    from: '2012-04-28',
    source: '女职工劳动保护特别规定 第七条 [K]',
    baseDays: 98,
    caesareanDays: 15,
    furtherBabyDays: 15,
    daysOfMonth: 30,
  },
];

/** The version in force on a civil date. */
export function inForce<T extends { from: string }>(versions: readonly T[], date: string): T {
  const version = versions.filter((candidate) => candidate.from <= date).at(-1);
  if (!version) throw new RangeError(`no version is in force on ${date}`);
  return version;
}
