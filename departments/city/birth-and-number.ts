import { addDays } from '../identity/civil-date';
import { composeIdNumber, type Sex } from '../identity/id-number';
import { BIRTH_RANGE, type Role } from './block';
import type { Draw } from './deterministic';

/**
 * ID numbers unique by construction, with no table of those already given:
 *  1. every slot of the block owns six sequence numbers, so two slots can never share a number;
 *  2. within a slot, the block number picks one of the six and walks through the days of birth with a stride coprime
 *     to their count, so the same sequence number meets the same day only after all days are used.
 * Sequence numbers end at 961: the police have room above for real allotments on the same days.
 */
const NUMBERS_PER_SLOT = 6;
const STRIDES = [1009, 1657, 2003, 2441, 3257, 3559] as const;

export const MOST_BLOCKS = NUMBERS_PER_SLOT * Math.min(...Object.values(BIRTH_RANGE).map((range) => range.days));

export interface BirthAndNumber {
  bornOn: string;
  idNumber: string;
}

export function birthAndNumber(
  draw: Draw,
  block: number,
  slot: number,
  role: Role,
  sex: Sex,
  divisionCode: string,
): BirthAndNumber {
  const range = BIRTH_RANGE[role];
  const visit = Math.floor(block / NUMBERS_PER_SLOT);
  const stride = draw.pick(slot, 'birth.stride', STRIDES);
  const day = (draw.number(slot, 'birth.start', range.days) + visit * stride) % range.days;
  const bornOn = addDays(range.from, day);
  const rank = 1 + slot * NUMBERS_PER_SLOT + (block % NUMBERS_PER_SLOT);
  return { bornOn, idNumber: composeIdNumber(divisionCode, bornOn, sex === 'male' ? rank * 2 + 1 : rank * 2) };
}
