import type { Role } from '../core';

/** Whose a draft is: everybody's of an organisation in one role, or with `person` that account's alone. */
export interface DraftOwner {
  readonly role: Role;
  readonly organisation: string;
  readonly person?: string;
}

/** A form on its way, as the API's body of it would be, with whatever is still missing. */
export type DraftContent = Readonly<Record<string, unknown>>;

/** A draft as a list shows it. */
export interface ListedDraft {
  readonly id: string;
  readonly event: string;
  /** The masked name that tells it apart; undefined while there is none. */
  readonly name?: string;
  /** Counts up with every save, from 1. */
  readonly version: number;
  /** The account or key that has saved it last. */
  readonly savedBy: string;
  readonly savedAt: Date;
  readonly keptUntil: Date;
}

export interface ReadDraft extends ListedDraft {
  readonly content: DraftContent;
}

export interface DraftWords {
  readonly content: DraftContent;
  readonly name?: string;
  readonly savedBy: string;
}

export type SavedDraft =
  | { readonly kind: 'saved'; readonly draft: ListedDraft }
  /** Somebody else has saved it since the version that the caller knows. */
  | { readonly kind: 'changed'; readonly draft: ListedDraft }
  | { readonly kind: 'gone' };

/** So many drafts an owner may have at the same time. */
export const MOST_DRAFTS = 200;

/** Forms that are not finished yet, sealed as the records of cases are, each under a key that goes when it goes. */
export interface DraftStore {
  /** Undefined: the owner has as many as may be. */
  create(owner: DraftOwner, event: string, words: DraftWords): Promise<ListedDraft | undefined>;
  /** The owner's drafts, last saved first, without what stands in them. */
  list(owner: DraftOwner): Promise<readonly ListedDraft[]>;
  /** Undefined when there is none of that id, or it is somebody else's. */
  find(owner: DraftOwner, id: string): Promise<ReadDraft | undefined>;
  /**
   * Saves over the version that is named and over no other. The same words sent again, because the answer was lost, are
   * saved once.
   */
  save(owner: DraftOwner, id: string, version: number, words: DraftWords): Promise<SavedDraft>;
  /** With a version, only if it still is that one. */
  remove(owner: DraftOwner, id: string, version?: number): Promise<'removed' | 'changed' | 'gone'>;
  /** Takes away those that nobody has saved for as long as drafts are kept; how many. */
  removeOld(): Promise<number>;
}
