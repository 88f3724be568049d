import { startTestServer, type TestServer } from './test-server';

declare global {
  var oneThingTestServer: TestServer | undefined;
}

/** Runs once before the integration, e2e and crash projects. */
export default async function setUp(): Promise<void> {
  const server = await startTestServer();
  globalThis.oneThingTestServer = server;
  process.env['TEST_DATABASE_URL'] = server.url;
  process.env['TEST_TEMPLATE_DATABASE'] = server.templateDatabase;
}
