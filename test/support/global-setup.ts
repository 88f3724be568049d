import { startTestServer, type TestServer } from './test-server';

declare global {
  var oneThingTestServer: TestServer | undefined;
}

/** Runs once before the integration, e2e and crash projects. */
export default async function setUp(): Promise<void> {
  const server = await startTestServer();
  globalThis.oneThingTestServer = server;
  // Ended by a signal, jest skips the teardown; leaving by exit() stops the server.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));
  process.env['TEST_DATABASE_URL'] = server.url;
  process.env['TEST_TEMPLATE_DATABASE'] = server.templateDatabase;
}
