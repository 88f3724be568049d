import { armFaultPoints, fault, type FaultPoint } from '../engine/fault-points';
import { armFaults } from './arm-faults';

describe('fault points', () => {
  let died: FaultPoint[];
  const arm = (asked: string, env: NodeJS.ProcessEnv = {}): void =>
    armFaults({ ...env, FAULTS: asked }, (point) => died.push(point));

  beforeEach(() => {
    died = [];
  });
  afterEach(() => armFaultPoints(() => undefined));

  it('do nothing unless they are armed', () => {
    armFaults({}, (point) => died.push(point));
    fault('after_claim');
    expect(died).toEqual([]);
  });

  it('end the process at the point and the time that were asked for, and nowhere else', () => {
    arm('after_claim@3, before_commit');
    for (let n = 0; n < 2; n += 1) fault('after_claim');
    fault('in_sweep');
    expect(died).toEqual([]);
    fault('after_claim');
    fault('before_commit');
    expect(died).toEqual(['after_claim', 'before_commit']);
  });

  it.each(['nowhere', 'after_claim@0', 'after_claim@x', 'after_claim;before_call'])(
    'are refused when nobody knows them: %s',
    (asked) => {
      expect(() => arm(asked)).toThrow('FAULTS must name fault points');
    },
  );

  it('cannot be armed in production', () => {
    expect(() => arm('after_claim', { NODE_ENV: 'production' })).toThrow('refused');
    fault('after_claim');
    expect(died).toEqual([]);
  });
});
