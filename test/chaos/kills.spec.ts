import { killProcesses } from '../crash/scenarios/kills';
import { describeChaos } from './in-world';
import { figure } from './scale';

describeChaos(
  'kills -9',
  'lose nothing accepted, do nothing twice, and need nobody',
  { full: 1_000, eachMs: 6_000 },
  (world, random, seed, kills) =>
    killProcesses(world, random, seed, { kills, perPoint: figure(30), everyPoint: true, inPeace: figure(50) }),
);
