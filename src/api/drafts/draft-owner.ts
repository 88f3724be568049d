import type { DraftOwner } from '../../engine/drafts';
import { isApplicant, type Caller } from '../access/caller';

/**
 * Whose a caller's drafts are. A ward is handed over at the change of shifts, and the report is the hospital's: whoever
 * has the role there goes on with it, as they all see the case that it becomes. Persons apply in a matter of their own,
 * which is nobody else's.
 */
export const draftOwnerOf = (caller: Caller): DraftOwner => ({
  ...{ role: caller.role, organisation: caller.organisation },
  ...(isApplicant(caller) ? { person: caller.keyId } : {}),
});
