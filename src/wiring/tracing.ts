import type { Telemetry } from '../engine/telemetry';
import type { Config } from './config';
import type { Log } from './log';
import { productVersion } from './version';

interface Tracing {
  readonly telemetry: Telemetry;
  /** Sends what is left, for a moment at most. Never throws. */
  stop(): Promise<void>;
}

/** A collector that does not answer holds up the stop no longer. */
const LONGEST_FLUSH_MS = 1_000;

/** Undefined when no collector is set: then not even the libraries are loaded. */
export async function startTracing({ traces }: Config, log: Log): Promise<Tracing | undefined> {
  if (traces === undefined) return undefined;
  const { otlpTraces } = await import('../telemetry/otlp-traces.js');
  const failed = (error: unknown): void =>
    log.warn({ error: error instanceof Error ? error.message : 'unknown' }, 'traces were not taken');
  const cases = otlpTraces({ ...traces, version: productVersion(), onFailed: failed });
  return {
    telemetry: cases.telemetry,
    stop: async () => {
      let impatience: NodeJS.Timeout | undefined;
      const atLast = new Promise<void>((resolve) => (impatience = setTimeout(resolve, LONGEST_FLUSH_MS)));
      await Promise.race([cases.stop().catch(failed), atLast]);
      clearTimeout(impatience);
    },
  };
}
