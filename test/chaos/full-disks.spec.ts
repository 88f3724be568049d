import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fillDisks, mountDisk, unmountDisk } from '../crash/scenarios/full-disks';
import { withSeed } from '../crash/support/random';
import { startCrashWorld, type CrashWorld } from '../crash/support/world';
import { figure, patience } from './scale';

const FILLS = 20;
const DISK_MEGABYTES = 400;

describe('full disks (as root: the disk is a mount of the test)', () => {
  let folder: string;
  let world: CrashWorld;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'one-thing-disk-'));
    mountDisk(folder, DISK_MEGABYTES);
    world = await startCrashWorld({ persons: 50_000, folder });
  }, 120_000);
  afterAll(async () => {
    await world.stop().catch(() => undefined);
    unmountDisk(folder);
    rmSync(folder, { recursive: true, force: true });
  });

  it(
    'send reports away for a while, and lose none that was accepted',
    () => withSeed((random, seed) => fillDisks(world, folder, random, seed, figure(FILLS))),
    patience(FILLS, 180_000),
  );
});
