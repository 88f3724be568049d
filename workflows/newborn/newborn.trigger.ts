import { civilDate, fact, type LifeEvent, type SignalDefinition } from '../../src/core';
import { fields } from '../field-list';
import { checkName, checkReport } from './newborn.checks';
import { BirthReport, NameChosen } from './newborn.forms';
import { familyQueries } from './newborn.queries';
import { businessKey, factsOfCase, factsOfChildren, persons, recordOf } from './newborn.rules';

/** How a case begins: the hospital, or a parent, sends the one form. */
export const birthReported: LifeEvent['trigger'] = {
  by: ['hospital', 'citizen'],
  form: BirthReport,
  queries: familyQueries,
  provides: fields`
    birth.bornAt birth.hospitalCode birth.hospital birth.gestationWeeks birth.count birth.deliveryKind
    birth.singleParentStatement?
    child.order child.sex child.weightGrams child.name? child.lateExplanation? child.parentageTest?
    mother.name mother.idType mother.idNumber mother.phone
    father.name? father.idType? father.idNumber?
    marriage.status marriage.certificateNumber? marriage.statement?
    household.follow household.number household.divisionCode
    residence.address residence.divisionCode
    insurance.payer insurance.payerIdNumber
    payout.account payout.bank`,
  knownWhen: { 'child.name': fact('child.nameChosen') },
  check: checkReport,
  begin: (report: BirthReport, now) => ({
    record: recordOf(report),
    facts: factsOfCase(report, civilDate(now)),
    subjectFacts: factsOfChildren(report),
    businessKey: businessKey(report),
    persons: persons(report),
  }),
};

/** The parents tell the name of one child. */
export const nameTold: SignalDefinition = {
  by: ['citizen', 'hospital', 'agent'],
  form: NameChosen,
  check: checkName,
  fields: (body: NameChosen) => ({
    'child.name': body.name,
    ...(body.lateExplanation === undefined ? {} : { 'child.lateExplanation': body.lateExplanation }),
    ...(body.parentageTest === undefined ? {} : { 'child.parentageTest': body.parentageTest }),
  }),
};
