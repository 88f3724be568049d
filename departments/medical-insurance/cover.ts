import { daysBetween, firstOfNextMonth } from '../identity/civil-date';
import { inForce, NEWBORN_COVER } from './parameters';

/** First day of cover for a newborn whose contribution is paid on a civil date. */
export function coveredFrom(bornOn: string, paidOn: string): string {
  const rule = inForce(NEWBORN_COVER, paidOn);
  return daysBetween(bornOn, paidOn) + rule.birthDayIs <= rule.fromBirthWithinDays ? bornOn : firstOfNextMonth(paidOn);
}
