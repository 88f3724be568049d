import { MayBeMissing, Moment, OneOf, PersonName, PhoneNumber, PlainText, Section, WholeNumber } from '../fields.forms';
import { ChildName, ReportedParent } from './newborn.forms';

/** What was recorded wrong at the birth; only what is to change is said. */
export class BirthCorrection {
  /** Time of birth, ISO 8601 with offset. @example "2026-11-18T08:30:00+08:00" */
  @MayBeMissing()
  @Moment()
  bornAt?: string;

  /** Completed weeks of gestation, 20 to 45. @example 39 */
  @MayBeMissing()
  @WholeNumber(20, 45, 'gestation-out-of-range')
  gestationWeeks?: number;

  /** How the child was born. */
  @MayBeMissing()
  @OneOf(['natural', 'caesarean'], 'delivery-kind-unknown')
  deliveryKind?: 'natural' | 'caesarean';

  /** Sex of the child. */
  @MayBeMissing()
  @OneOf(['female', 'male'], 'sex-unknown')
  sex?: 'female' | 'male';

  /** Weight at birth in grams, 300 to 8000. @example 3250 */
  @MayBeMissing()
  @WholeNumber(300, 8000, 'weight-out-of-range')
  weightGrams?: number;

  /** Name of the child: 2 to 20 Han characters, `·` allowed between them. */
  @MayBeMissing()
  @ChildName()
  name?: string;

  /** Name of the mother as on her document. */
  @MayBeMissing()
  @PersonName()
  motherName?: string;

  /** Phone number of the mother. @example "13900000000" */
  @MayBeMissing()
  @PhoneNumber()
  motherPhone?: string;

  /** The father, where none was given before. */
  @MayBeMissing()
  @Section(() => ReportedParent)
  father?: ReportedParent;

  /** Where the family lives, in words. */
  @MayBeMissing()
  @PlainText()
  address?: string;
}
