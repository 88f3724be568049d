import { HANGZHOU_DIVISIONS, HANGZHOU_REGION, JINHUA_DIVISIONS, JINHUA_REGION } from '../identity/divisions';
import type { Sex } from '../identity/id-number';
import { birthAndNumber, MOST_BLOCKS } from './birth-and-number';
import {
  BLOCK,
  FIRST_SLOT,
  type HouseholdKind,
  HOUSEHOLDS_PER_BLOCK,
  type HouseholdPattern,
  PERSONS_PER_BLOCK,
  type Role,
  type Slot,
  SLOTS,
} from './block';
import { type Draw, drawFrom } from './deterministic';
import { adultGivenName, childGivenName, surname } from './names';

export const DEFAULT_CITY_SEED = 'jinhua';
export const DEFAULT_CITY_PERSONS = 100_000;

const JINHUA_CODES = Object.keys(JINHUA_DIVISIONS);
const HANGZHOU_CODES = Object.keys(HANGZHOU_DIVISIONS);
const DIVISION_NAMES: Record<string, string> = { ...JINHUA_DIVISIONS, ...HANGZHOU_DIVISIONS };

export interface Person {
  index: number;
  household: number;
  role: Role;
  name: string;
  sex: Sex;
  bornOn: string;
  idNumber: string;
  phone: string;
  bankAccount: string;
  /** Where employee insurance is paid, and the yearly set monthly base in 分; absent for those who are not insured. */
  insurance?: { regionCode: string; monthlyBaseFen: number };
}

export interface Household {
  index: number;
  kind: HouseholdKind;
  number: string;
  divisionCode: string;
  address: string;
  /** Indexes of the persons, in the order of the pattern. */
  persons: number[];
}

export interface Marriage {
  certificateNumber: string;
  registeredOn: string;
  wife: number;
  husband: number;
}

/** A city that is only a formula: everything about person or household n follows from the seed and n. */
export class City {
  readonly households: number;
  private readonly draw: Draw;

  constructor(
    readonly seed: string,
    readonly persons: number,
  ) {
    const most = MOST_BLOCKS * PERSONS_PER_BLOCK;
    if (!Number.isInteger(persons) || persons < PERSONS_PER_BLOCK || persons > most) {
      throw new RangeError(`a city has ${PERSONS_PER_BLOCK} to ${most} persons, not ${persons}`);
    }
    this.draw = drawFrom(`city ${seed}`);
    const { block, slot } = this.placeOf(persons - 1);
    this.households = block * HOUSEHOLDS_PER_BLOCK + slot.household + 1;
  }

  household(index: number): Household {
    const { pattern, first } = this.patternOf(index);
    const divisionCode = this.divisionOf(index);
    return {
      index,
      kind: pattern.kind,
      number: this.householdNumber(index),
      divisionCode,
      address: this.addressOf(index, divisionCode),
      persons: pattern.roles.map((_, member) => first + member).filter((person) => person < this.persons),
    };
  }

  householdNumber(index: number): string {
    return `${this.divisionOf(index)}${String(index + 1).padStart(7, '0')}`;
  }

  person(index: number): Person {
    const { block, slot, slotNumber } = this.placeOf(index);
    const household = block * HOUSEHOLDS_PER_BLOCK + slot.household;
    const { pattern, first } = this.patternOf(household);
    const sex = this.sexOf(index, slot.role);
    const divisionCode = this.divisionOf(household);
    const insurance = this.insuranceOf(index, slot.role, pattern.kind);
    return {
      index,
      household,
      role: slot.role,
      name: this.nameOf(index, slot, first, sex),
      sex,
      ...birthAndNumber(this.draw, block, slotNumber, slot.role, sex, divisionCode),
      phone: `139${String(index % 100_000_000).padStart(8, '0')}`,
      bankAccount: `6200${String(index).padStart(11, '0')}${this.draw.number(index, 'account', 10)}`,
      ...(insurance && { insurance }),
    };
  }

  /** The marriage of a couple's household; the couple exists when both have room in the city. */
  marriage(household: number): Marriage | undefined {
    const { pattern, first } = this.patternOf(household);
    const wife = pattern.roles.findIndex(
      (role) => role === 'wife' || (role === 'elderWoman' && pattern.roles.length === 2),
    );
    if (wife !== 0 || pattern.kind === 'motherAndDaughter' || first + 1 >= this.persons) return undefined;
    const laterBirth = Math.max(this.birthYearOf(first), this.birthYearOf(first + 1));
    const year = laterBirth + 22 + this.draw.number(household, 'marriage.year', 2);
    const month = 1 + this.draw.number(household, 'marriage.month', 12);
    const day = 1 + this.draw.number(household, 'marriage.day', 28);
    return {
      certificateNumber: `J${this.divisionOf(household)}-${year}-${String(household + 1).padStart(6, '0')}`,
      registeredOn: `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`,
      wife: first,
      husband: first + 1,
    };
  }

  /** Household number n of one kind, counted through the blocks; only whole blocks count. */
  householdsOfKind(kind: HouseholdKind): { count: number; at(n: number): Household } {
    const inBlock = BLOCK.flatMap((pattern, position) => (pattern.kind === kind ? [position] : []));
    const blocks = Math.floor(this.persons / PERSONS_PER_BLOCK);
    return {
      count: inBlock.length * blocks,
      at: (n) => {
        const position = inBlock[n % inBlock.length] ?? 0;
        return this.household(Math.floor(n / inBlock.length) * HOUSEHOLDS_PER_BLOCK + position);
      },
    };
  }

  private placeOf(person: number): { block: number; slot: Slot; slotNumber: number } {
    const slotNumber = person % PERSONS_PER_BLOCK;
    const slot = SLOTS[slotNumber];
    if (!slot || person < 0) throw new RangeError(`no person ${person}`);
    return { block: Math.floor(person / PERSONS_PER_BLOCK), slot, slotNumber };
  }

  private patternOf(household: number): { pattern: HouseholdPattern; first: number } {
    const position = household % HOUSEHOLDS_PER_BLOCK;
    const pattern = BLOCK[position];
    if (!pattern || household < 0) throw new RangeError(`no household ${household}`);
    const block = Math.floor(household / HOUSEHOLDS_PER_BLOCK);
    return { pattern, first: block * PERSONS_PER_BLOCK + (FIRST_SLOT[position] ?? 0) };
  }

  private birthYearOf(person: number): number {
    return Number(this.person(person).bornOn.slice(0, 4));
  }

  private divisionOf(household: number): string {
    const fromHangzhou = this.patternOf(household).pattern.kind === 'coupleFromHangzhou';
    return this.draw.pick(household, 'division', fromHangzhou ? HANGZHOU_CODES : JINHUA_CODES);
  }

  private addressOf(household: number, divisionCode: string): string {
    const town = divisionCode.startsWith('3301') ? '杭州市' : '金华市';
    const street = this.draw.pick(household, 'street', ['示范路', '和谐街', '青枫路', '双溪路', '望江街', '尖峰路']);
    const house = 1 + this.draw.number(household, 'house', 300);
    const flat = (1 + this.draw.number(household, 'floor', 18)) * 100 + 1 + this.draw.number(household, 'flat', 4);
    return `浙江省${town}${DIVISION_NAMES[divisionCode] ?? ''}${street}${house}号${flat}室`;
  }

  private sexOf(person: number, role: Role): Sex {
    if (role === 'child') return this.draw.number(person, 'sex', 2) === 0 ? 'female' : 'male';
    return role === 'husband' || role === 'elderMan' || role === 'singleMan' ? 'male' : 'female';
  }

  /** A child has the surname of the second member, the husband; all others bring their own. */
  private nameOf(person: number, slot: Slot, first: number, sex: Sex): string {
    return slot.role === 'child'
      ? surname(this.draw, first + 1) + childGivenName(this.draw, person)
      : surname(this.draw, person) + adultGivenName(this.draw, person, sex);
  }

  private insuranceOf(person: number, role: Role, kind: HouseholdKind): Person['insurance'] {
    if (role === 'child' || role === 'elderMan' || role === 'elderWoman') return undefined;
    if (role === 'wife' && kind === 'coupleMotherNotInsured') return undefined;
    const elsewhere = role === 'wife' && kind === 'coupleMotherInsuredElsewhere';
    return {
      regionCode: elsewhere ? HANGZHOU_REGION : JINHUA_REGION,
      monthlyBaseFen: 481_200 + this.draw.number(person, 'base', 1_924_800),
    };
  }
}

export function city(seed: string = DEFAULT_CITY_SEED, persons: number = DEFAULT_CITY_PERSONS): City {
  return new City(seed, persons);
}
