/** The definition is wrong: the process does not start. Lists every defect found, in the words of the definition. */
export class InvalidDefinitionError extends Error {
  readonly code = 'invalid-definition';

  constructor(
    readonly definition: string,
    readonly defects: readonly string[],
  ) {
    super(`Life event "${definition}" cannot be loaded:\n${defects.map((defect) => `  - ${defect}`).join('\n')}`);
    this.name = 'InvalidDefinitionError';
  }
}

/** Something that cannot happen has happened: the transaction rolls back and nothing is half-written. */
export class InvariantError extends Error {
  readonly code = 'invariant-broken';

  constructor(message: string) {
    super(message);
    this.name = 'InvariantError';
  }
}

/** The other side refused for good: repeating the same request can never succeed. */
export class PermanentFailure extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
    this.name = 'PermanentFailure';
  }
}
