import type { City, Household, Person } from '../city/city';
import type { HouseholdKind } from '../city/block';
import type { NewbornSituation } from './situations';

export interface Family {
  mother: Person;
  father?: Person;
  household: Household;
  marriageNumber?: string;
}

/** Which families of the city can be in a situation; each mother stands in the pool once. */
export function familyPool(town: City, situation: NewbornSituation): { count: number; at(n: number): Family } {
  switch (situation) {
    case 'unmarriedFollowingMother':
    case 'fatherUnknown':
      return unmarriedWomen(town);
    case 'motherInsuredElsewhere':
      return couples(town, 'coupleMotherInsuredElsewhere');
    case 'motherNotInsured':
      return couples(town, 'coupleMotherNotInsured');
    case 'householdOutsideCity':
      return couples(town, 'coupleFromHangzhou');
    default:
      return couples(town, 'couple');
  }
}

function couples(town: City, kind: HouseholdKind): { count: number; at(n: number): Family } {
  const households = town.householdsOfKind(kind);
  return {
    count: households.count,
    at: (n) => {
      const household = households.at(n);
      const marriage = town.marriage(household.index);
      if (!marriage) throw new RangeError(`household ${household.index} holds no couple`);
      return {
        mother: town.person(marriage.wife),
        father: town.person(marriage.husband),
        household,
        marriageNumber: marriage.certificateNumber,
      };
    },
  };
}

/** Women living alone first, then those living with their mother; the father is a single man, several may share one. */
function unmarriedWomen(town: City): { count: number; at(n: number): Family } {
  const alone = town.householdsOfKind('singleWoman');
  const withMother = town.householdsOfKind('motherAndDaughter');
  const men = town.householdsOfKind('singleMan');
  return {
    count: alone.count + withMother.count,
    at: (n) => {
      const household = n < alone.count ? alone.at(n) : withMother.at(n - alone.count);
      return {
        mother: town.person(household.persons[0] ?? -1),
        father: town.person(men.at(n % men.count).persons[0] ?? -1),
        household,
      };
    },
  };
}
