import { TestEnvironment } from 'jest-environment-node';
import { dropLeftovers } from './leaked-connections';

/** A test file that leaves a connection to its database open fails. */
export default class DatabaseEnvironment extends TestEnvironment {
  override async teardown(): Promise<void> {
    await super.teardown();
    const serverUrl = process.env['TEST_DATABASE_URL'];
    if (serverUrl) await dropLeftovers(serverUrl);
  }
}
