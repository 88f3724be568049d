import { ApiProperty } from '@nestjs/swagger';

/** A claim that was proven. */
export class ProvenClaimResponse {
  /** Its id. @example "converges" */
  id: string;

  /** The claim in words, in the caller's language. */
  text: string;
}

/** The proof in force of a definition: one that could not be proven would not run. */
export class VerificationResponse {
  /** The life event. */
  event: string;

  /** The version that was proven. */
  version: number;

  /** The verdict; a definition that is refuted does not start. */
  @ApiProperty({ enum: ['proven'] })
  verdict: 'proven';

  /** What holds wherever a case can come to. */
  claims: ProvenClaimResponse[];

  /** Numbers of children, shareholders … that were looked at. */
  subjects: number[];

  /** Configurations that were explored. */
  configurations: number;

  /** Transitions between them. */
  transitions: number;

  /** Parts of the chart that were explored one by one. */
  parts: number;

  /** How the whole was reduced to its parts, in the caller's language. */
  reduction: string;

  /** How long it took, in seconds. */
  seconds: number;

  /** When it was proven: once for each definition and build. */
  @ApiProperty({ format: 'date-time' })
  provenAt: string;

  /** Names what the proof rests on: the definition, how it is laid out, and the build. */
  fingerprint: string;
}
