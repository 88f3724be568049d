import { TcpProxy } from '../support/tcp-proxy';
import { cutCommits } from './scenarios/commit-cuts';
import { withSeed } from './support/random';
import { startCrashWorld, type CrashWorld } from './support/world';

describe('connections cut after COMMIT was sent', () => {
  let proxy: TcpProxy;
  let world: CrashWorld;

  beforeAll(async () => {
    world = await startCrashWorld({
      reach: async (url) => {
        proxy = await TcpProxy.listen(url);
        return proxy.url;
      },
    });
  }, 60_000);
  afterAll(async () => {
    await world.stop();
    await proxy.close();
  });

  it(
    'lose nothing and do nothing twice, though nobody heard that it was done',
    () => withSeed((random, seed) => cutCommits(world, proxy, random, seed, 20)),
    180_000,
  );
});
