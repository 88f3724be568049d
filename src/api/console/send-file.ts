import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { ApiRequest, ApiResponse } from '../http';
import type { ConsoleFile } from './console-files';

/** Sends a built file in the smallest form that the browser takes. */
export async function sendFile(file: ConsoleFile, request: ApiRequest, response: ApiResponse): Promise<void> {
  const takes = request.headers['accept-encoding'] ?? '';
  const [coding, chosen] =
    file.br !== undefined && accepts(takes, 'br')
      ? (['br', file.br] as const)
      : file.gzip !== undefined && accepts(takes, 'gzip')
        ? (['gzip', file.gzip] as const)
        : ([undefined, file.plain] as const);
  response.setHeader('Content-Type', file.type);
  response.setHeader('Content-Length', chosen.bytes);
  response.setHeader('Cache-Control', file.isHashed ? 'public, max-age=31536000, immutable' : 'public, max-age=3600');
  response.setHeader('Vary', 'Accept-Encoding');
  if (coding !== undefined) response.setHeader('Content-Encoding', coding);
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  // Whoever leaves in the middle of a file is no failure of ours.
  await pipeline(createReadStream(chosen.path), response).catch(() => response.destroy());
}

/** True where the header names it, and not only to say that it is not wanted. */
function accepts(header: string | string[], coding: string): boolean {
  return header
    .toString()
    .split(',')
    .map((one) =>
      one
        .trim()
        .toLowerCase()
        .split(/\s*;\s*/),
    )
    .some(([name, quality]) => name === coding && !/^q=0(\.0*)?$/.test(quality ?? ''));
}
