import { endureDeadDepartment } from '../../src/engine/testing/dead-department';
import { figure, patience } from './scale';

const CASES = 10_000;

it(
  'a department that is dead for two days with many cases holds up nobody else and comes back in steps',
  async () => {
    const began = performance.now();
    const cases = figure(CASES);
    const { probes } = await endureDeadDepartment(cases);
    const seconds = Math.round((performance.now() - began) / 1_000);
    process.stdout.write(`${JSON.stringify({ scenario: 'dead department', cases, probes, seconds })}\n`);
  },
  patience(CASES, 60),
);
