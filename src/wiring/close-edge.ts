import type { INestApplication } from '@nestjs/common';
import type { Server } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

/** Requests under way have so long to be answered; what lasts longer, such as a stream, is cut. */
const LONGEST_ANSWER_MS = 1_500;
const GLANCE_MS = 20;

/** Takes no further connection, answers what has been asked, and closes: nobody is left without a word. */
export async function closeEdge(app: INestApplication): Promise<void> {
  const server = app.getHttpServer() as Server;
  const answered = new Promise((resolve) => server.close(resolve));
  // A connection that is kept alive is open until its client lets go of it, unless it is closed once it is idle.
  const glance = setInterval(() => server.closeIdleConnections(), GLANCE_MS);
  await Promise.race([answered, pause(LONGEST_ANSWER_MS, undefined, { ref: false })]);
  clearInterval(glance);
  await app.close();
}
