import { writeSync } from 'node:fs';
import { armFaultPoints, faultPoints, type FaultPoint } from '../engine/fault-points';
import { ConfigError } from './config';

/** Ends the process as `kill -9` does; nothing of it runs after this. */
function die(point: FaultPoint): void {
  writeSync(2, `killed at ${point}\n`);
  process.kill(process.pid, 'SIGKILL');
}

/**
 * Arms the fault points named in `FAULTS`, such as `after_claim@3` (the third time) or several, separated by commas.
 * For tests of crashes; refused in production, and without it nothing is armed.
 */
export function armFaults(env: NodeJS.ProcessEnv, end: (point: FaultPoint) => void = die): void {
  const { FAULTS: asked } = env;
  if (asked === undefined || asked === '') return;
  if (env['NODE_ENV'] === 'production') throw new ConfigError('FAULTS is refused with NODE_ENV=production.');
  const left = new Map(asked.split(',').map(parse));
  armFaultPoints((point) => {
    const times = left.get(point);
    if (times === undefined) return;
    if (times === 1) end(point);
    left.set(point, times - 1);
  });
}

function parse(text: string): [FaultPoint, number] {
  const [, name, times = '1'] = /^([a-z_]+)(?:@([1-9]\d{0,5}))?$/.exec(text.trim()) ?? [];
  const point = faultPoints.find((known) => known === name);
  if (point === undefined) {
    throw new ConfigError(`FAULTS must name fault points, such as after_claim@3; there are ${faultPoints.join(', ')}.`);
  }
  return [point, Number(times)];
}
