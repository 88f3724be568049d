import { getSchemaPath, type OpenAPIObject } from '@nestjs/swagger';
import type { CorrectionsDefinition, LifeEvent } from '../../core';

const CORRECT = '/api/v1/instances/{id}/correct';

const correctionsOf = (events: readonly LifeEvent[]): CorrectionsDefinition[] =>
  events.flatMap(({ corrections }) => corrections ?? []);

/** The forms by which the life events let something be corrected. */
export const correctionForms = (events: readonly LifeEvent[]): (new () => object)[] =>
  correctionsOf(events).map(({ form }) => form);

/** Says of the one route for corrections what each life event lets be corrected, and who may. */
export function describeCorrections({ paths, components }: OpenAPIObject, events: readonly LifeEvent[]): void {
  const corrections = correctionsOf(events);
  const request = components?.schemas?.['CorrectRequest'];
  if (corrections.length === 0 || request === undefined || '$ref' in request) return;
  const forms = corrections.map(({ form }) => ({ $ref: getSchemaPath(form) }));
  request.properties = { ...request.properties, fields: { description: FIELDS, anyOf: forms } };
  Object.assign(paths[CORRECT]?.post ?? {}, { 'x-roles': [...new Set(corrections.flatMap(({ by }) => by))] });
}

const FIELDS = 'What is right, by the form of the life event; only what is to change.';
