import type { DisclosureList } from '../engine/disclosure-list';

/** What the pages need beside the parts of the API. */
export interface PagesParts {
  /** Where a phone reaches us, without a slash at the end: this is what the QR code says. */
  readonly publicUrl: string;
  readonly disclosures: DisclosureList;
}

/** Under this token the parts are injected. */
export const PAGES = Symbol('PagesParts');
