import { Inject, Injectable, type ArgumentMetadata, type PipeTransform } from '@nestjs/common';
import { PARTS, type ApiParts } from '../api-parts';
import { checkForm } from './check-form';

const PLAIN: readonly unknown[] = [Object, String, Number, Boolean, Array, undefined];

/** Bodies and queries that are declared by a class are checked against it before the route sees them. */
@Injectable()
export class FormPipe implements PipeTransform {
  constructor(@Inject(PARTS) private readonly parts: ApiParts) {}

  transform(value: unknown, { type, metatype }: ArgumentMetadata): unknown {
    if ((type !== 'body' && type !== 'query') || PLAIN.includes(metatype)) return value;
    return checkForm(metatype as new () => object, value ?? {}, this.parts.messages);
  }
}
