import { isIP } from 'node:net';
import type { ApiRequest } from '../http';
import { isLoopback } from './is-local';

/**
 * The address a request comes from: whoever is connected, or, where that is a proxy on this machine, whom the proxy
 * names. What a stranger says of itself is not believed.
 */
export function addressOf({ socket, headers }: Pick<ApiRequest, 'socket' | 'headers'>): string {
  const connected = plain(socket.remoteAddress ?? 'unknown');
  if (!isLoopback(connected)) return connected;
  const named = headers['x-forwarded-for']?.toString().split(',').at(-1)?.trim() ?? '';
  return isIP(named) === 0 ? connected : plain(named);
}

const plain = (address: string): string => address.replace(/^::ffff:/i, '').toLowerCase();
