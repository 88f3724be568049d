import type { Attributes } from '@opentelemetry/api';
import type { LifeEvent } from '../core';
import type { HistoryRow } from '../engine/instance';
import type { ClaimOutline } from '../engine/telemetry';

/** What a span says of a history row: names of the definition and codes. */
export function rowAttributes({ name, steps }: LifeEvent, { seq, type, region = '', detail }: HistoryRow): Attributes {
  const attributes: Attributes = { 'one_thing.event': name, 'one_thing.seq': seq, 'one_thing.message': type };
  const [step = '', subject] = region.split('@');
  const definition = steps[step];
  if (step !== '') attributes['one_thing.step'] = step;
  if (subject !== undefined) attributes['one_thing.subject'] = Number(subject);
  if (definition !== undefined && 'department' in definition)
    attributes['one_thing.department'] = definition.department;
  if (typeof detail['code'] === 'string') attributes['one_thing.code'] = detail['code'];
  return attributes;
}

export const claimAttributes = ({ event, step, subject, epoch, attempts }: ClaimOutline): Attributes => ({
  ...{ 'one_thing.event': event, 'one_thing.step': step, 'one_thing.subject': subject },
  ...{ 'one_thing.epoch': epoch, 'one_thing.attempt': attempts },
});
