import type { IncomingMessage } from 'node:http';
import type { DepartmentId } from '../departments';
import { Problem } from '../problem';
import type { Signer } from './signer';

function isLoopback(request: IncomingMessage): boolean {
  const address = request.socket.remoteAddress ?? '';
  return address === '::1' || address.replace(/^::ffff:/, '').startsWith('127.');
}

/** Switches for training exist for the machine the sandbox runs on and for nobody else. */
export function mustBeLoopback(request: IncomingMessage): void {
  if (!isLoopback(request)) throw new Problem(403, 'not-local', 'faults are set from the machine itself');
}

/** Registers hold personal data: from another machine only a signed request may read them. */
export function mustBeLoopbackOrSigned(request: IncomingMessage, signer: Signer, department: DepartmentId): void {
  if (!isLoopback(request)) signer.verify(department, '', request.headers);
}
