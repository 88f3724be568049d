/** 公民身份号码 after GB 11643-1999: 6 digits of address, 8 of birth date, 3 of sequence (odd male), 1 check character. */

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2] as const;
const CHECK_CHARACTERS = '10X98765432';

export type Sex = 'female' | 'male';

export function checkCharacter(first17: string): string {
  const sum = WEIGHTS.reduce((total, weight, index) => total + weight * Number(first17[index]), 0);
  return CHECK_CHARACTERS.charAt(sum % 11);
}

export function composeIdNumber(divisionCode: string, bornOn: string, sequence: number): string {
  const first17 = `${divisionCode}${bornOn.replaceAll('-', '')}${String(sequence).padStart(3, '0')}`;
  return first17 + checkCharacter(first17);
}

export interface IdNumberParts {
  divisionCode: string;
  /** Civil date, `YYYY-MM-DD`. */
  bornOn: string;
  sex: Sex;
}

/** What an ID number says, or undefined when its form, its date or its check character is wrong. */
export function readIdNumber(idNumber: string): IdNumberParts | undefined {
  if (!/^[1-9]\d{16}[\dX]$/.test(idNumber) || checkCharacter(idNumber) !== idNumber[17]) return undefined;
  const bornOn = `${idNumber.slice(6, 10)}-${idNumber.slice(10, 12)}-${idNumber.slice(12, 14)}`;
  const date = new Date(`${bornOn}T00:00:00Z`);
  if (Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== bornOn) return undefined;
  return {
    divisionCode: idNumber.slice(0, 6),
    bornOn,
    sex: Number(idNumber[16]) % 2 === 1 ? 'male' : 'female',
  };
}
