import { cutCommits } from '../crash/scenarios/commit-cuts';
import { withSeed } from '../crash/support/random';
import { startCrashWorld, type CrashWorld } from '../crash/support/world';
import { TcpProxy } from '../support/tcp-proxy';
import { figure, patience } from './scale';

const CUTS = 1_000;

describe('connections cut after COMMIT', () => {
  let proxy: TcpProxy;
  let world: CrashWorld;

  beforeAll(async () => {
    world = await startCrashWorld({
      persons: 100_000,
      reach: async (url) => {
        proxy = await TcpProxy.listen(url);
        return proxy.url;
      },
    });
  }, 120_000);
  afterAll(async () => {
    await world.stop();
    await proxy.close();
  });

  it(
    'lose nothing and do nothing twice',
    () => withSeed((random, seed) => cutCommits(world, proxy, random, seed, figure(CUTS))),
    patience(CUTS, 1_000),
  );
});
