import { addDays, civilDate, instantOn, type CivilDate } from './calendar';

/** A length of time as ISO 8601 writes it, `P1Y2M3DT4H`; months and years are those of the civil calendar. */
export interface Duration {
  readonly months: number;
  readonly days: number;
  readonly ms: number;
}

const ISO =
  /^P(?:(\d{1,4})Y)?(?:(\d{1,4})M)?(?:(\d{1,4})W)?(?:(\d{1,5})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,7})S)?)?$/;

/** Undefined for what is no duration, is longer than a century or says nothing at all. */
export function parseDuration(text: string): Duration | undefined {
  const found = ISO.exec(text);
  if (found === null || /[PT]$/.test(text)) return undefined;
  const [years = 0, months = 0, weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = found
    .slice(1)
    .map((part) => Number(part ?? 0));
  const duration = {
    months: years * 12 + months,
    days: weeks * 7 + days,
    ms: ((hours * 60 + minutes) * 60 + seconds) * 1_000,
  };
  const longest = duration.months / 12 + duration.days / 365 + duration.ms / 31_536_000_000;
  return longest > 100 ? undefined : duration;
}

/** The instant so much later by the clock and calendar of Asia/Shanghai; 31 January and a month is the end of February. */
export function addDuration(from: Date, { months, days, ms }: Duration): Date {
  const day = civilDate(from);
  const sinceMidnight = from.getTime() - instantOn(day, '00:00').getTime();
  return new Date(instantOn(addDays(addMonths(day, months), days), '00:00').getTime() + sinceMidnight + ms);
}

function addMonths(day: CivilDate, months: number): CivilDate {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  const last = new Date(Date.UTC(year, month + months, 0));
  return `${last.toISOString().slice(0, 8)}${String(Math.min(date, last.getUTCDate())).padStart(2, '0')}`;
}
