import { noTelemetry, type AttemptOutcome, type Telemetry } from '../engine/telemetry';
import { allOf } from './all-of';

const claim = { id: 'x-1-0', instanceId: 'x', event: 'e', version: 1, step: 's', subject: 1, epoch: 1, attempts: 1 };
const fails = (): never => {
  throw new Error('no memory');
};

/** A listener all of whose calls fail. */
const broken: Telemetry = {
  ...{ accepted: fails, advanced: fails, delivered: fails, claimed: fails, attempt: fails },
  ...{ rang: fails, ringFailed: fails, swept: fails, waited: fails },
};

it('a listener that throws holds up neither the engine nor the others', () => {
  const thrown: unknown[] = [];
  const [heard, ends] = [[] as string[], [] as AttemptOutcome[]];
  const listener: Telemetry = {
    ...noTelemetry,
    rang: (department) => void heard.push(department),
    attempt: () => ({ traceparent: '00-a-b-01', end: (outcome) => void ends.push(outcome) }),
  };
  const telemetry = allOf([broken, listener], (error) => thrown.push(error));
  telemetry.rang('police', 1);
  const attempt = telemetry.attempt(claim, 'police', 'call');
  attempt.end('completed');
  expect([heard, attempt.traceparent, ends, thrown.length]).toEqual([['police'], '00-a-b-01', ['completed'], 2]);
  const batch = { began: 0, ended: 1 };
  telemetry.accepted({ starts: [], started: [], ...batch });
  telemetry.advanced({ folded: [], ...batch });
  telemetry.delivered({ messages: [], ...batch });
  telemetry.claimed({ asked: 1, claimed: [], ...batch });
  telemetry.ringFailed('police');
  telemetry.swept(undefined);
  telemetry.waited(1);
  expect(thrown).toHaveLength(9);
});

it('an attempt that one listener cannot end is ended for the others', () => {
  const ends: AttemptOutcome[] = [];
  const endless: Telemetry = { ...noTelemetry, attempt: () => ({ end: fails }) };
  const listener: Telemetry = { ...noTelemetry, attempt: () => ({ end: (outcome) => void ends.push(outcome) }) };
  const attempt = allOf([endless, listener], () => undefined).attempt(claim, 'police', 'call');
  attempt.end('refused');
  expect([attempt.traceparent, ends]).toEqual([undefined, ['refused']]);
});
