import type { RegisterQuery } from '../sandbox/calls/register-query';

/**
 * What the registers say of a parent who is named with the right number: the household, and the marriage with the other
 * parent. Where no marriage stands in this register nothing is said of it, for it may stand in another.
 */
const familyRecord = (parent: 'mother' | 'father'): RegisterQuery => {
  const [other, own, others] =
    parent === 'mother'
      ? ['father', 'wife_id_number', 'husband_id_number']
      : ['mother', 'husband_id_number', 'wife_id_number'];
  return {
    name: `${parent}Record`,
    asks: [`${parent}.idNumber`, `${parent}.name`],
    sql: `
      select case when household.number is not null then '${parent}' end as "household.follow",
        household.number as "household.number", household.division_code as "household.divisionCode",
        household.address as "residence.address", household.division_code as "residence.divisionCode",
        case when marriage.certificate_number is not null then 'married' end as "marriage.status",
        marriage.certificate_number as "marriage.certificateNumber",
        case when spouse.id_number is not null then 'residentId' end as "${other}.idType",
        spouse.id_number as "${other}.idNumber", spouse.name as "${other}.name"
      from $schema.population person
      left join $schema.households household on household.number = person.household_number
      left join $schema.marriages marriage on marriage.${own} = person.id_number
      left join $schema.population spouse on spouse.id_number = marriage.${others}
      where person.id_number = upper($1) and person.name = $2
      order by marriage.registered_on desc nulls last limit 1`,
  };
};

export const familyRecords: readonly RegisterQuery[] = [familyRecord('mother'), familyRecord('father')];
