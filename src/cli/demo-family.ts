import { makeSamples } from './commands/sample';
import type { ProductClient } from './product-client';

/** Always the same family of the city, which the seed alone decides. */
const SEED = 1;

interface Report {
  readonly mother: { readonly idNumber: string };
}

/** The birth of a child whose name is not chosen yet: something for a parent to do. */
const report = (): Report => makeSamples('newborn', SEED, 1, 'nameNotChosen')[0] as Report;

/** The demo citizen is the mother of that child. */
export const demoCitizen = (): string => report().mother.idNumber;

/** Reports that birth, unless the demo citizen has a case already. Undefined: there was nothing to do. */
export async function openFamilyCase(hospital: ProductClient, citizen: ProductClient): Promise<string | undefined> {
  if (await citizen.hasCases()) return undefined;
  const { caseNumber, repeated } = await hospital.trigger('newborn', report());
  return repeated ? undefined : caseNumber;
}
