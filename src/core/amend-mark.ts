/**
 * How far a result has been put right after something it was made from was corrected. `due`: it is to be, as soon as what
 * it was made from is right itself. `asked`: its department has it in hand. `amended`: it has been. `left`: a person has
 * found that it stays as it is.
 */
export type AmendMark = 'due' | 'asked' | 'amended' | 'left';

/** The fact that says how far a region has been put right; absent where nothing of it was ever corrected. */
export const amendFact = (region: string): string => `amend.${region}`;

/** The event by which fields of a case are corrected. */
export const CORRECTED = 'case.corrected';

/** Events by which a region is asked anew, and out of which states. */
export const AGAIN: Readonly<Record<string, readonly string[]>> = {
  ...{ retried: ['failed'], corrected: ['suspended'], returned: ['escalated'], sentBack: ['proposed'] },
};
