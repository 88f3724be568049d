import { Type } from 'class-transformer';
import { ValidateNested } from 'class-validator';
import {
  AskedWhen,
  BankAccount,
  DivisionCode,
  field,
  IdKind,
  IdNumber,
  isSection,
  MayBeMissing,
  Moment,
  OneOf,
  PersonName,
  PhoneNumber,
  PlainText,
  Section,
  textFault,
  WholeNumber,
  YesOrNo,
} from '../fields.forms';
import type { IdType } from '../id-number';

/** Han characters, rare ones included, and `·` between them: no letters, digits or pinyin [S32]. */
const CHILD_NAME = /^[\p{Unified_Ideograph}〇]+(·[\p{Unified_Ideograph}〇]+)*$/u;

export const ChildName = () =>
  field('childName', (value) => {
    const fault = textFault(value);
    if (fault !== undefined) return fault;
    const length = [...(value as string)].length;
    return length >= 2 && length <= 20 && CHILD_NAME.test(value as string) ? undefined : 'child-name-invalid';
  });

const OneToThreeChildren = () =>
  field(
    'children',
    (value) => {
      const fits = Array.isArray(value) && value.length >= 1 && value.length <= 3 && value.every(isSection);
      return fits ? undefined : 'children-one-to-three';
    },
    { kind: 'list', form: () => ReportedChild, from: 1, to: 3 },
  );

const OneOfTheParents = () => OneOf(['mother', 'father'], 'parent-unknown');

/** The birth as the delivery room recorded it. */
export class BirthFacts {
  /** Time of birth, ISO 8601 with offset. @example "2026-11-18T08:30:00+08:00" */
  @Moment()
  bornAt: string;

  /** Code of the hospital. @example "JH0001" */
  @PlainText()
  hospitalCode: string;

  /** Name of the hospital. */
  @PlainText()
  hospital: string;

  /** Completed weeks of gestation, 20 to 45. @example 39 */
  @WholeNumber(20, 45, 'gestation-out-of-range')
  gestationWeeks: number;

  /** How many children were born alive, 1 to 3. @example 1 */
  @WholeNumber(1, 3, 'count-out-of-range')
  count: number;

  /** How the child was born. */
  @OneOf(['natural', 'caesarean'], 'delivery-kind-unknown')
  deliveryKind: 'natural' | 'caesarean';

  /** The mother has stated in writing that she gives no particulars of the father. */
  @AskedWhen({ missing: 'father' })
  @MayBeMissing()
  @YesOrNo()
  singleParentStatement?: boolean;
}

/** One child of this birth. */
export class ReportedChild {
  /** Place in the order of birth, from 1. @example 1 */
  @WholeNumber(1, 3, 'order-out-of-range')
  order: number;

  /** Sex of the child. */
  @OneOf(['female', 'male'], 'sex-unknown')
  sex: 'female' | 'male';

  /** Weight at birth in grams, 300 to 8000. @example 3250 */
  @WholeNumber(300, 8000, 'weight-out-of-range')
  weightGrams: number;

  /** The chosen name; left out when the parents have not chosen yet. */
  @MayBeMissing()
  @ChildName()
  name?: string;

  /** Why the certificate is asked for more than 30 days after the birth. */
  @AskedWhen({ field: 'birth.bornAt', olderThanDays: 30 })
  @MayBeMissing()
  @PlainText()
  lateExplanation?: string;

  /** Number of the parentage test report, needed more than a year after the birth. */
  @AskedWhen({ field: 'birth.bornAt', olderThanDays: 365 })
  @MayBeMissing()
  @PlainText()
  parentageTest?: string;
}

/** A parent and the document that proves who it is. */
export class ReportedParent {
  /** Name as on the document. */
  @PersonName()
  name: string;

  /** Kind of document. */
  @IdKind()
  idType: IdType;

  /** Number of the document. @example "11010519491231002X" */
  @IdNumber()
  idNumber: string;
}

/** The mother, who can be reached by phone. */
export class ReportedMother extends ReportedParent {
  /** Phone number for questions and notices. @example "13900000000" */
  @PhoneNumber()
  phone: string;
}

/** Whether the parents are married to each other. */
export class ReportedMarriage {
  /** Married to each other or not. */
  @OneOf(['married', 'unmarried'], 'marriage-status-unknown')
  status: 'married' | 'unmarried';

  /** Number of the marriage certificate, if at hand; the register is asked in any case. */
  @AskedWhen({ field: 'marriage.status', is: 'married' })
  @MayBeMissing()
  @PlainText()
  certificateNumber?: string;

  /** Statement about the birth outside marriage (非婚生育说明). */
  @AskedWhen({ field: 'marriage.status', is: 'unmarried' })
  @MayBeMissing()
  @PlainText()
  statement?: string;
}

/** The household the child is entered in. */
export class FollowedHousehold {
  /** Whose household the child follows. */
  @OneOfTheParents()
  follow: 'mother' | 'father';

  /** Number of that household (户号). */
  @PlainText()
  number: string;

  /** Division code of that household, GB/T 2260. @example "330702" */
  @DivisionCode()
  divisionCode: string;
}

/** Where the family lives. */
export class Residence {
  /** Address in words. */
  @PlainText()
  address: string;

  /** Division code of the address, GB/T 2260. @example "330702" */
  @DivisionCode()
  divisionCode: string;
}

/** Who pays the child's medical insurance. */
export class InsurancePayer {
  /** Which parent pays. */
  @OneOfTheParents()
  payer: 'mother' | 'father';

  /** That parent's document number, as given above. @example "11010519491231002X" */
  @IdNumber()
  payerIdNumber: string;
}

/** Where the maternity benefit is paid to. */
export class Payout {
  /** Number of the bank account, digits only. */
  @BankAccount()
  account: string;

  /** Name of the bank. */
  @PlainText()
  bank: string;
}

/** 新生儿出生「八事联办」信息登记表: the one form of the newborn event. */
export class BirthReport {
  /** The birth as the delivery room recorded it. */
  @Section(() => BirthFacts)
  birth: BirthFacts;

  /** The children of this birth, one to three. */
  @OneToThreeChildren()
  @ValidateNested({ each: true, message: 'children-one-to-three' })
  @Type(() => ReportedChild)
  children: ReportedChild[];

  /** The mother. */
  @Section(() => ReportedMother)
  mother: ReportedMother;

  /** The father; left out when the mother gives no particulars of him. */
  @MayBeMissing()
  @Section(() => ReportedParent)
  father?: ReportedParent;

  /** Whether the parents are married to each other. */
  @Section(() => ReportedMarriage)
  marriage: ReportedMarriage;

  /** The household the child is entered in. */
  @Section(() => FollowedHousehold)
  household: FollowedHousehold;

  /** Where the family lives. */
  @Section(() => Residence)
  residence: Residence;

  /** Who pays the child's medical insurance. */
  @Section(() => InsurancePayer)
  insurance: InsurancePayer;

  /** Where the maternity benefit is paid to. */
  @Section(() => Payout)
  payout: Payout;
}

/** The parents have chosen the name of one child. */
export class NameChosen {
  /** The chosen name: 2 to 20 Han characters, `·` allowed between them. */
  @ChildName()
  name: string;

  /** Why the name comes more than 30 days after the birth. */
  @MayBeMissing()
  @PlainText()
  lateExplanation?: string;

  /** Number of the parentage test report, needed more than a year after the birth. */
  @MayBeMissing()
  @PlainText()
  parentageTest?: string;
}
