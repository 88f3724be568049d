import { collectDefaultMetrics, Registry } from 'prom-client';

const LOOK_EVERY_MS = 20;

let registry: Registry | undefined;

/**
 * Event loop lag, memory, garbage collection and CPU of this process. They belong to the process, not to a product in
 * it, and watching costs a little: it begins with the first scrape.
 */
export function processMetrics(): Registry {
  if (registry === undefined) {
    registry = new Registry();
    collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: LOOK_EVERY_MS });
  }
  return registry;
}
