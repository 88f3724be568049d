import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { readOwn, writeOwn } from './own-files';
import type { ServerAccount } from './server-account';

const host = '127.0.0.1';

/** The port this data folder had last time, or another free one, which it then keeps. */
export async function choosePort(account: ServerAccount | undefined, dataDir: string): Promise<number> {
  const stored = existsSync(join(dataDir, 'port')) ? Number(readOwn(dataDir, 'port')) : 0;
  const port = (await listenOnce(stored)) ?? (await listenOnce(0));
  if (port === undefined) throw new Error(`No port is free on ${host}`);
  if (port !== stored) writeOwn(account, dataDir, 'port', String(port));
  return port;
}

function listenOnce(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen({ port, host, exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' ? address?.port : undefined));
    });
  });
}
