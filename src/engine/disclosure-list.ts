import type { FieldPath, Role } from '../core';

/** Some fields of a case that somebody has been shown, once or more often for the same purpose. */
export interface ReadDisclosure {
  /** A department, by a call for one of its steps; or a person, or whoever held the tracking code. */
  readonly to:
    | { readonly kind: 'department'; readonly department: string }
    | { readonly kind: 'person'; readonly organisation: string; readonly role: Role | 'public' };
  /** The step of the chart, or nothing for the case as a whole. */
  readonly region?: string;
  readonly fields: readonly FieldPath[];
  /** Of a department: the law. Of a person: the purpose as a code. */
  readonly ground: string;
  readonly firstAt: Date;
  readonly lastAt: Date;
  readonly times: number;
}

/** Who has seen what of a case: what the person concerned may ask for (个人信息保护法第四十五条). */
export interface DisclosureList {
  /**
   * Newest first, at most 500 kinds of disclosure. With `personIndex` also what departments' registers have told of
   * that person to whoever filled in a form, whichever case came of it.
   */
  list(instanceId: string, personIndex?: string): Promise<readonly ReadDisclosure[]>;
}
