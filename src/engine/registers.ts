import type { FieldPath } from '../core';

/** What a department is asked of its registers, outside any case. */
export interface RegisterQuestion {
  /** Its own, new for every question. */
  readonly id: string;
  readonly department: string;
  readonly query: string;
  readonly event: string;
  readonly legalBasis: string;
  readonly fields: Readonly<Record<FieldPath, string>>;
  readonly brings: readonly FieldPath[];
}

export type RegisterAnswer =
  | { readonly kind: 'found'; readonly fields: Readonly<Record<FieldPath, string | number | boolean>> }
  /** Nobody is known by this number, or under another name: the department does not say which. */
  | { readonly kind: 'notFound' }
  /** Slow, away, closed, or not understood: the form is filled in by hand. */
  | { readonly kind: 'unavailable' };

/** The registers of departments. Never throws for what a department does. */
export interface Registers {
  query(question: RegisterQuestion): Promise<RegisterAnswer>;
}

/** Who has asked what of a register and what was told; kept for ever. */
export interface KeptQuery {
  readonly id: string;
  readonly event: string;
  readonly query: string;
  readonly department: string;
  readonly keyId: string;
  readonly organisation: string;
  readonly role: string;
  readonly requestId: string;
  readonly outcome: RegisterAnswer['kind'];
  /** Fields that were told to whoever asked. */
  readonly fields: readonly FieldPath[];
  /** Document numbers of those whom it concerns; stored as blind indexes only. */
  readonly persons: readonly string[];
}

export interface QueryLog {
  /** Counts one question of an account or key; so many seconds to wait where it has asked too often. */
  begin(keyId: string): Promise<number | undefined>;
  /** When this resolves it is on disk: only then may anybody be told. */
  keep(query: KeptQuery): Promise<void>;
}

/** Departments that are closed, or do not answer anybody at the moment, are not asked. */
export const askingOpen = (registers: Registers, mayCall: (department: string) => boolean): Registers => ({
  query: (question) =>
    mayCall(question.department) ? registers.query(question) : Promise.resolve({ kind: 'unavailable' }),
});
