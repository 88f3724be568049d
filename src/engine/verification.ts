/** What was proven of a definition before it was let run. */
export interface Verification {
  readonly event: string;
  readonly version: number;
  /** Ids of the claims that hold, in the order in which they are told. */
  readonly claims: readonly string[];
  /** Numbers of subjects that were looked at. */
  readonly subjects: readonly number[];
  /** Parts of the chart that were explored one by one; 1 when it was explored as a whole. */
  readonly parts: number;
  readonly configurations: number;
  readonly transitions: number;
  readonly seconds: number;
  readonly provenAt: Date;
  /** Names what the proof rests on: the definition, how it is laid out, and the build. */
  readonly fingerprint: string;
}

export interface Verifications {
  /** Undefined for a definition that does not run here. */
  find(event: string, version: number): Verification | undefined;
}
