/** Instances of a batch that somebody who is none of us keeps locked; none of the batch has been moved. */
export class InstancesHeld extends Error {
  /** As PostgreSQL says "lock not available": try again later. */
  readonly code = '55P03';

  constructor(readonly held: ReadonlySet<string>) {
    super('Instances are held by a stranger');
  }
}
