import { inForce, MATERNITY_BENEFIT } from './parameters';

export function benefitDays(bornOn: string, babies: number, caesarean: boolean): number {
  const rule = inForce(MATERNITY_BENEFIT, bornOn);
  return rule.baseDays + (caesarean ? rule.caesareanDays : 0) + (babies - 1) * rule.furtherBabyDays;
}

/** Yuan with two digits. Computed in 分, rounded half up once, at the end. */
export function benefitAmount(bornOn: string, monthlyBaseFen: bigint, days: number): string {
  const divisor = BigInt(inForce(MATERNITY_BENEFIT, bornOn).daysOfMonth);
  const fen = (monthlyBaseFen * BigInt(days) * 2n + divisor) / (divisor * 2n);
  return `${fen / 100n}.${String(fen % 100n).padStart(2, '0')}`;
}
