import type { OpenAttempt, Telemetry } from '../engine/telemetry';

/** Tells each of the listeners. One that throws holds up neither the engine nor the others. */
export function allOf(listeners: readonly Telemetry[], onThrown: (error: unknown) => void): Telemetry {
  const careful = <T>(work: () => T): T | undefined => {
    try {
      return work();
    } catch (error) {
      onThrown(error);
      return undefined;
    }
  };
  const tell = (call: (listener: Telemetry) => void): void => {
    for (const listener of listeners) careful(() => call(listener));
  };
  return {
    accepted: (batch) => tell((listener) => listener.accepted(batch)),
    advanced: (batch) => tell((listener) => listener.advanced(batch)),
    delivered: (batch) => tell((listener) => listener.delivered(batch)),
    claimed: (batch) => tell((listener) => listener.claimed(batch)),
    attempt: (claim, department, kind) => {
      const open = listeners.flatMap((listener): OpenAttempt[] => {
        const attempt = careful(() => listener.attempt(claim, department, kind));
        return attempt === undefined ? [] : [attempt];
      });
      const traceparent = open.find((attempt) => attempt.traceparent !== undefined)?.traceparent;
      const end: OpenAttempt['end'] = (outcome) => open.forEach((attempt) => careful(() => attempt.end(outcome)));
      return { ...(traceparent === undefined ? {} : { traceparent }), end };
    },
    rang: (department, executions) => tell((listener) => listener.rang(department, executions)),
    ringFailed: (department) => tell((listener) => listener.ringFailed(department)),
    swept: (report) => tell((listener) => listener.swept(report)),
    waited: (ms) => tell((listener) => listener.waited(ms)),
  };
}
