import type { INestApplication } from '@nestjs/common';
import type { Server, ServerResponse } from 'node:http';
import { Server as Listener } from 'node:net';
import { setImmediate as turn, setTimeout as pause } from 'node:timers/promises';

/** Whoever keeps a connection open is told at the next request that it closes; who asks nothing so long is not told. */
const FAREWELL_MS = 1_000;
/** Requests under way have so long to be answered; what lasts longer, such as a stream, is cut. */
const LONGEST_ANSWER_MS = 2_500;
const GLANCE_MS = 20;

/**
 * Takes no further connection, answers what has been asked, and closes: nobody is left without a word. A connection that
 * is closed in the moment in which its client asks again would be such a word left out; so it is answered once more, with
 * `Connection: close`, and closed by its client.
 */
export async function closeEdge(app: Pick<INestApplication, 'getHttpServer' | 'close'>): Promise<void> {
  const server = app.getHttpServer() as Server;
  server.prependListener('request', (_request, response: ServerResponse) => response.setHeader('Connection', 'close'));
  // Who has connected and is not accepted yet would be reset: at this point of a turn that is hardly anybody.
  await turn();
  // That of HTTP would close idle connections at once.
  const closed = new Promise((resolve) => Listener.prototype.close.call(server, resolve));
  const began = performance.now();
  const glance = setInterval(() => {
    if (performance.now() - began >= FAREWELL_MS) server.closeIdleConnections();
  }, GLANCE_MS);
  await Promise.race([closed, pause(LONGEST_ANSWER_MS, undefined, { ref: false })]);
  clearInterval(glance);
  await app.close();
}
