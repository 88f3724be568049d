import type { Language } from '../../api/messages/language';
import { Problem } from '../../api/problems/problem';
import type { AskedField } from './asked-field';

/** The fields with what a problem says of each beside it, at `<above>/<name>`; undefined where it speaks of none. */
export function withFaults(
  fields: readonly AskedField[],
  error: unknown,
  above: string,
  language: Language,
): AskedField[] | undefined {
  if (!(error instanceof Problem) || error.parts.errors === undefined) return undefined;
  const { errors } = error.parts;
  const told = fields.map((field) => {
    const found = errors.find(({ pointer }) => pointer === `${above}/${field.name}`);
    return found === undefined ? field : { ...field, fault: found.message[language] };
  });
  return told.some(({ fault }) => fault !== undefined) ? told : undefined;
}
