import 'reflect-metadata';
import { Transform, Type } from 'class-transformer';
import { ValidateBy, ValidateIf, ValidateNested } from 'class-validator';
import { describeField, type AskedWhen as Asked, type FieldKind } from '../src/core';
import { ID_TYPES, isCivilDate, isIdNumber, isOldIdNumber, normaliseIdNumber, type IdType } from './id-number';

/** The kinds of field that forms share. Each gives one stable code per fault; `fields.messages.ts` has the words. */

/** A check that answers with the code of what is wrong, or with nothing. */
type FaultOf = (value: unknown, form: Readonly<Record<string, unknown>>) => string | undefined;

export function field(name: string, faultOf: FaultOf, kind: FieldKind = { kind: 'text' }): PropertyDecorator {
  const check = ValidateBy({
    name,
    validator: {
      validate: (value, args) => faultOf(value, formOf(args)) === undefined,
      defaultMessage: (args) => faultOf(args?.value, formOf(args)) ?? name,
    },
  });
  return (form, property) => {
    check(form, property);
    describeField(form, String(property), { kind });
  };
}

const formOf = (args: { object: object } | undefined) => (args?.object ?? {}) as Readonly<Record<string, unknown>>;

/** May be left out. Unlike `IsOptional`, null is not taken for left out. */
export const MayBeMissing = (): PropertyDecorator => (form, property) => {
  ValidateIf((_form, value) => value !== undefined)(form, property);
  describeField(form, String(property), { optional: true });
};

/** Asked only when something else stands in the form. For whoever fills it in; the rules of the form stand by themselves. */
export const AskedWhen =
  (askedWhen: Asked): PropertyDecorator =>
  (form, property) =>
    describeField(form, String(property), { askedWhen });

export const LONGEST_TEXT = 200;

/**
 * Control characters, lone surrogates, line separators, and marks that nobody sees but that turn or split a text (bidi
 * overrides, zero-width characters): none has a place in an official text, and some forge what is read.
 */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

export function textFault(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.trim() === '') return 'text-required';
  if ([...value].length > LONGEST_TEXT) return 'text-too-long';
  return HIDDEN.test(value) ? 'text-not-plain' : undefined;
}

/** A text for people: something stands in it, in at most 200 plain characters. */
export const PlainText = (): PropertyDecorator =>
  field('plainText', textFault, { kind: 'text', longest: LONGEST_TEXT });

/** A text that must have a certain form. */
export const Pattern = (pattern: RegExp, code: string, kind?: FieldKind): PropertyDecorator =>
  field('pattern', (value) => (typeof value === 'string' && pattern.test(value) ? undefined : code), kind);

export const OneOf = (choices: readonly string[], code: string): PropertyDecorator =>
  field('oneOf', (value) => (choices.includes(value as string) ? undefined : code), { kind: 'choice', choices });

export const WholeNumber = (from: number, to: number, code: string): PropertyDecorator =>
  field(
    'wholeNumber',
    (value) => (Number.isInteger(value) && (value as number) >= from && (value as number) <= to ? undefined : code),
    { kind: 'number', from, to },
  );

export const YesOrNo = (): PropertyDecorator =>
  field('yesOrNo', (value) => (typeof value === 'boolean' ? undefined : 'yes-or-no-required'), { kind: 'yesNo' });

/** A part of the form with fields of its own. `ValidateNested` alone would let null pass. */
export function Section(form: () => new () => object): PropertyDecorator {
  return (target, property) => {
    Type(form)(target, property);
    ValidateNested({ message: 'section-required' })(target, property);
    const fault: FaultOf = (value) => (isSection(value) ? undefined : 'section-required');
    field('section', fault, { kind: 'section', form })(target, property);
  };
}

export const isSection = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Adults' names: Han characters, `·`, and the Latin letters of foreign names. Rare Han characters pass. */
const PERSON_NAME =
  /^[\p{Unified_Ideograph}〇\p{Script=Latin}][\p{Unified_Ideograph}〇\p{Script=Latin}\p{M}·.,'’\- ]*$/u;

export const PersonName = (): PropertyDecorator =>
  field('personName', (value) => {
    const fault = textFault(value);
    return fault ?? (PERSON_NAME.test(value as string) ? undefined : 'person-name-invalid');
  });

export const IdKind = (): PropertyDecorator => OneOf(ID_TYPES, 'id-type-unknown');

/** A document number of the kind that the same form names under `idType`; without such a field, of any kind. */
export function IdNumber(): PropertyDecorator {
  return (target, property) => {
    Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? normaliseIdNumber(value) : value))(
      target,
      property,
    );
    const faultOf: FaultOf = (value, form) => {
      if (typeof value !== 'string') return 'id-number-invalid';
      if (isOldIdNumber(value)) return 'id-number-15-digits';
      const kinds = ID_TYPES.includes(form['idType'] as IdType) ? [form['idType'] as IdType] : ID_TYPES;
      return kinds.some((kind) => isIdNumber(kind, value)) ? undefined : 'id-number-invalid';
    };
    field('idNumber', faultOf, { kind: 'idNumber' })(target, property);
  };
}

/** GB/T 2260: six digits. */
export const DivisionCode = (): PropertyDecorator =>
  Pattern(/^[1-9]\d{5}$/, 'division-code-invalid', { kind: 'digits' });

/** A mainland mobile number, or an international one with `+`. */
export const PhoneNumber = (): PropertyDecorator =>
  Pattern(/^(1[3-9]\d{9}|\+[1-9]\d{6,14})$/, 'phone-invalid', { kind: 'phone' });

export const BankAccount = (): PropertyDecorator => Pattern(/^\d{8,32}$/, 'account-number-invalid', { kind: 'digits' });

const MOMENT = /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,3})?)?(Z|[+-](0\d|1[0-4]):[0-5]\d)$/;

/** ISO 8601 with offset: without one, nobody knows on which day a child born at midnight was born. */
export const Moment = (): PropertyDecorator => field('moment', momentFault, { kind: 'moment' });

const momentFault: FaultOf = (value) => {
  const [, date = ''] = (typeof value === 'string' ? MOMENT.exec(value) : undefined) ?? [];
  return isCivilDate(date) ? undefined : 'moment-invalid';
};
