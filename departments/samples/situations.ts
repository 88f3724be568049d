/** The family situations that samples exist for; what the departments answer in each is in the README. */
export const NEWBORN_SITUATIONS = [
  'marriedLocal',
  'unmarriedFollowingMother',
  'fatherUnknown',
  'nameNotChosen',
  'twins',
  'triplets',
  'motherInsuredElsewhere',
  'motherNotInsured',
  'householdOutsideCity',
] as const;
export type NewbornSituation = (typeof NEWBORN_SITUATIONS)[number];
