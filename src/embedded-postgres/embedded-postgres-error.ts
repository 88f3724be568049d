export type EmbeddedPostgresErrorCode =
  | 'BINARIES_MISSING'
  | 'BINARIES_UNUSABLE'
  | 'NO_ACCOUNT'
  | 'DATA_FOLDER_UNUSABLE'
  | 'DURABILITY_OFF'
  | 'SERVER_REFUSES'
  | 'START_FAILED';

/** The embedded server cannot be used; the message is one sentence that names the cure. */
export class EmbeddedPostgresError extends Error {
  override readonly name = 'EmbeddedPostgresError';

  constructor(
    readonly code: EmbeddedPostgresErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
