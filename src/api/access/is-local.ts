import { isIP } from 'node:net';
import type { ApiRequest } from '../http';

/** What proxies add: a request that one of them passes on comes from elsewhere, even when the proxy is on this machine. */
const PASSED_ON = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via'];

/** True for a request that was made on this machine itself. */
export function isLocal({ socket, headers }: Pick<ApiRequest, 'socket' | 'headers'>): boolean {
  if (PASSED_ON.some((name) => headers[name] !== undefined)) return false;
  return isLoopback(socket.remoteAddress?.replace(/^::ffff:/i, '') ?? '');
}

/** True for an address of this machine to itself. */
export const isLoopback = (address: string): boolean =>
  address === '::1' || (isIP(address) === 4 && address.startsWith('127.'));
