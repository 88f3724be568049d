import { setTimeout as delay } from 'node:timers/promises';
import { Problem } from '../problem';
import { happens, type Faults } from './faults';

/** What is set to go wrong before a call is looked at. Throws the problem that the caller is to get. */
export async function misbehaveBefore(faults: Faults): Promise<void> {
  if (faults.closed) throw closed();
  // Not kept alive for this: a sandbox that is stopped does not wait for a slow answer.
  if (faults.slowMs) await delay(faults.slowMs, undefined, { ref: false });
  if (happens(faults.failRate)) throw new Problem(503, 'failing', 'training: this call fails as set');
  if (happens(faults.breakRate)) throw new Problem(400, 'broken', 'training: this call is not understood, as set');
}

export function closed(): Problem {
  return new Problem(503, 'closed', 'training: the department is closed', { 'Retry-After': '5' });
}
