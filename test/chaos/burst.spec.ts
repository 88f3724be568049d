import { takeBurst } from '../crash/scenarios/burst';
import { describeChaos } from './in-world';

describeChaos(
  'triggers over 200 connections',
  'are all accepted, none with an inner error, and all worked off',
  { full: 10_000, eachMs: 100 },
  (world, _, seed, reports) => takeBurst(world, seed, reports),
);
