import { crashPostgres } from '../crash/scenarios/postgres-crashes';
import { describeChaos } from './in-world';

describeChaos(
  'crashes of PostgreSQL',
  'cost a pause each, and nothing that was accepted',
  { full: 100, eachMs: 40_000 },
  crashPostgres,
);
