/**
 * 公民身份号码 after GB 11643-1999 and the document numbers of persons who have none. Pure, and the only place that
 * knows how the numbers are built.
 */
export type IdType = 'residentId' | 'passport' | 'hkMoTwPermit';

export const ID_TYPES: readonly IdType[] = ['residentId', 'passport', 'hkMoTwPermit'];

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECK_CHARACTERS = '10X98765432';

/** One spelling per number: full-width characters become half-width, spaces go, letters are capitals. */
export function normaliseIdNumber(text: string): string {
  return text
    .replace(/[\uFF01-\uFF5E]/g, (character) => String.fromCharCode(character.charCodeAt(0) - 0xfee0))
    .replace(/[\s\u3000]/g, '')
    .toUpperCase();
}

/** The last character of a resident ID number whose first 17 digits are given. */
export function checkCharacter(digits: string): string {
  const sum = WEIGHTS.reduce((total, weight, index) => total + weight * Number(digits[index]), 0);
  return CHECK_CHARACTERS[sum % 11] ?? '';
}

export interface ResidentId {
  /** Civil date, `1993-05-14`. */
  readonly bornOn: string;
  readonly sex: 'female' | 'male';
}

/** What a resident ID number says of its owner; undefined when its form, its date or its check character is wrong. */
export function readResidentId(idNumber: string): ResidentId | undefined {
  if (!/^[1-9]\d{16}[\dX]$/.test(idNumber) || checkCharacter(idNumber) !== idNumber[17]) return undefined;
  const bornOn = `${idNumber.slice(6, 10)}-${idNumber.slice(10, 12)}-${idNumber.slice(12, 14)}`;
  if (!isCivilDate(bornOn)) return undefined;
  return { bornOn, sex: Number(idNumber[16]) % 2 === 0 ? 'female' : 'male' };
}

/** True for a date that the calendar has: 2026-02-29 is none. */
export function isCivilDate(text: string): boolean {
  const time = Date.parse(`${text}T00:00:00Z`);
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/** Passports after ICAO 9303; 港澳居民来往内地通行证 begins with H or M, 台湾居民来往大陆通行证 is digits only. */
const PATTERNS: Readonly<Record<Exclude<IdType, 'residentId'>, RegExp>> = {
  passport: /^(?=.*\d)[A-Z0-9]{5,12}$/,
  hkMoTwPermit: /^([HM]\d{8}(\d{2})?|\d{8}|\d{10})$/,
};

export function isIdNumber(idType: IdType, idNumber: string): boolean {
  return idType === 'residentId' ? readResidentId(idNumber) !== undefined : PATTERNS[idType].test(idNumber);
}

/** The resident numbers of before 1999 have 15 digits and no check character: nobody can hold one any more. */
export const isOldIdNumber = (idNumber: string): boolean => /^\d{15}$/.test(idNumber);
