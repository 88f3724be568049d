import { civilDateOf } from '../identity/civil-date';
import { JINHUA_REGION } from '../identity/divisions';
import { amends } from '../sandbox/calls/changing-matters';
import type { Fields } from '../sandbox/calls/fields';
import { type Decision, type Facts, type Matter, refuse } from '../sandbox/calls/matter';
import { benefitAmount, benefitDays } from './benefit';

export const decideMaternityBenefit: Matter = {
  name: 'decideMaternityBenefit',
  register: 'maternityBenefits',
  reads: {
    required: [
      'mother.idNumber',
      'mother.name',
      'birth.bornAt',
      'birth.count',
      'birth.deliveryKind',
      'payout.account',
      'payout.bank',
    ],
  },
  keyField: 'benefit.decisionNumber',
  allot: `'SY' || lpad(nextval('$schema.decision_numbers')::text, 10, '0')`,
  onePer: (fields) => `${fields.text('mother.idNumber')} ${fields.time('birth.bornAt').toISOString()}`,
  facts: {
    queries: {
      regionCode: 'select region_code from $schema.insured_employees where id_number = ($values)[1]',
      // As text: an amount of money never passes through a floating-point number.
      monthlyBaseFen: 'select monthly_base_fen::text from $schema.insured_employees where id_number = ($values)[1]',
    },
    values: (fields) => [fields.text('mother.idNumber')],
  },
  decide: (fields, facts) => {
    const decided = benefitFor(fields, facts);
    return 'kind' in decided ? decided : { kind: 'enter', output: decided };
  },
};

/** The decision keeps its number; days and amount follow what is known now. */
export const redecideMaternityBenefit = amends(decideMaternityBenefit, 'redecideMaternityBenefit', {
  furtherOutput: ['benefit.amount', 'benefit.days'],
  decide: (fields, facts) => {
    const decided = benefitFor(fields, facts);
    if ('kind' in decided) return decided;
    const changed = Object.entries(decided).filter(([path, value]) => facts.held.fields[path] !== value);
    return { kind: 'amend', number: 'kept', output: Object.fromEntries(changed) };
  },
});

type Benefit = Record<'benefit.amount' | 'benefit.days', unknown>;

function benefitFor(fields: Fields, facts: Facts): Decision | Benefit {
  const { regionCode, monthlyBaseFen } = facts as unknown as {
    regionCode: string | null;
    monthlyBaseFen: string | null;
  };
  if (regionCode === null || monthlyBaseFen === null) {
    return refuse('mother-not-insured', '未查到母亲的生育保险参保记录', 'the mother has no maternity insurance');
  }
  if (regionCode !== JINHUA_REGION) {
    return refuse(
      'mother-insured-elsewhere',
      '母亲在外地参保，请向参保地申请',
      'the mother is insured in another city, which decides',
    );
  }
  if (facts.takenBy !== null) {
    return refuse('benefit-already-decided', '本次生育的待遇已核定', 'the benefit for this birth was already decided');
  }
  const bornOn = civilDateOf(fields.time('birth.bornAt'));
  const days = benefitDays(bornOn, fields.number('birth.count'), fields.text('birth.deliveryKind') === 'caesarean');
  return { 'benefit.amount': benefitAmount(bornOn, BigInt(monthlyBaseFen), days), 'benefit.days': days };
}
