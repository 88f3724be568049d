/** Runs once after all projects. */
export default async function tearDown(): Promise<void> {
  await globalThis.oneThingTestServer?.stop();
}
