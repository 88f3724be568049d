import { freezeWorkers, SHORT_LEASE } from '../crash/scenarios/freezes';
import { describeChaos } from './in-world';

describeChaos(
  'freezes past the lease',
  'change nothing when they end',
  { full: 200, eachMs: 15_000, persons: 50_000, env: SHORT_LEASE },
  freezeWorkers,
);
