/**
 * The city is one block of 30 households and 80 persons, repeated. A fixed pattern makes person number n computable
 * without computing the persons before it, and says at once how many families of each kind a city has.
 *
 * Order inside a household: wife, husband, then the others, so that a city cut off in the middle of a household
 * still has a household.
 */
export type HouseholdKind =
  | 'couple'
  | 'coupleMotherInsuredElsewhere'
  | 'coupleMotherNotInsured'
  | 'coupleFromHangzhou'
  | 'olderCouple'
  | 'singleWoman'
  | 'singleMan'
  | 'motherAndDaughter';

export type Role = 'wife' | 'husband' | 'child' | 'elderWoman' | 'elderMan' | 'singleWoman' | 'singleMan';

export interface HouseholdPattern {
  kind: HouseholdKind;
  roles: readonly Role[];
}

const couple = (children: number, kind: HouseholdKind = 'couple'): HouseholdPattern => ({
  kind,
  roles: ['wife', 'husband', ...Array<Role>(children).fill('child')],
});
const threeGenerations: HouseholdPattern = {
  kind: 'couple',
  roles: ['wife', 'husband', 'child', 'elderWoman', 'elderMan'],
};
const times = (count: number, pattern: HouseholdPattern): HouseholdPattern[] =>
  Array<HouseholdPattern>(count).fill(pattern);

export const BLOCK: readonly HouseholdPattern[] = [
  ...times(6, couple(0)),
  couple(0, 'coupleMotherNotInsured'),
  couple(0, 'coupleFromHangzhou'),
  ...times(7, couple(1)),
  couple(1, 'coupleMotherInsuredElsewhere'),
  ...times(4, couple(2)),
  ...times(5, { kind: 'olderCouple', roles: ['elderWoman', 'elderMan'] }),
  ...times(2, threeGenerations),
  { kind: 'singleWoman', roles: ['singleWoman'] },
  { kind: 'singleMan', roles: ['singleMan'] },
  { kind: 'motherAndDaughter', roles: ['singleWoman', 'elderWoman'] },
];

export interface Slot {
  household: number;
  member: number;
  role: Role;
}

/** For each person of a block: which household of the block, and which member of it. */
export const SLOTS: readonly Slot[] = BLOCK.flatMap((pattern, household) =>
  pattern.roles.map((role, member) => ({ household, member, role })),
);

export const HOUSEHOLDS_PER_BLOCK = BLOCK.length;
export const PERSONS_PER_BLOCK = SLOTS.length;

/** Index inside the block of each household's first person. */
export const FIRST_SLOT: readonly number[] = BLOCK.map((_, household) =>
  SLOTS.findIndex((slot) => slot.household === household),
);

/** Days of birth that a role may have: first day and number of days. */
export const BIRTH_RANGE: Record<Role, { from: string; days: number }> = {
  wife: { from: '1990-01-01', days: 4745 },
  husband: { from: '1987-01-01', days: 5110 },
  child: { from: '2021-06-01', days: 1500 },
  elderWoman: { from: '1950-01-01', days: 5475 },
  elderMan: { from: '1948-01-01', days: 5475 },
  singleWoman: { from: '1990-01-01', days: 4745 },
  singleMan: { from: '1988-01-01', days: 4745 },
};
