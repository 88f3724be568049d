import type { LifeEvent } from '../core';

/** Every department that some step of these definitions speaks to. */
export function departmentsOf(definitions: readonly LifeEvent[]): string[] {
  const steps = definitions.flatMap(({ steps: all }) => Object.values(all));
  return [...new Set(steps.flatMap((step) => (step.kind === 'handler' ? [step.department] : [])))];
}
