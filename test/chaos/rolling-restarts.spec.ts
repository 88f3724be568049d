import { restartInTurn } from '../crash/scenarios/rolling-restarts';
import { describeChaos } from './in-world';

describeChaos(
  'parts stopped and started in turn under load',
  'cut no request, leave no lease to run out, and end in time',
  { full: 50, eachMs: 20_000 },
  restartInTurn,
);
