import type { FieldPath, LifeEvent, Role } from './definition';
import type { Text } from './text';

/**
 * What a form may be filled in with from a department's register, asked for by whoever fills it in. Nothing of a case
 * hangs on it: what it brings is typed as any other field, and checked by the departments as any other.
 */
export interface RegisterQuery {
  /** What it does, as a button says. */
  readonly title: Text;
  /** Why this may be asked, as the person concerned is told. */
  readonly purpose: Text;
  readonly legalBasis: string;
  /** Roles that may ask; each of them may send the form. */
  readonly by: readonly Role[];
  readonly department: string;
  /** What the department calls it. */
  readonly query: string;
  /** Fields of the form that are told to the department: a number, and the name that must belong to it. */
  readonly asks: readonly FieldPath[];
  /** Fields of the form that it may answer with, and no others. */
  readonly brings: readonly FieldPath[];
}

/** A query that could be used to find out whose a number is, or that asks for more than the form, does not start. */
export function queryDefects({ trigger, subject }: LifeEvent): string[] {
  const provided = new Set(trigger.provides.map((path) => path.replace(/\?$/, '')));
  return Object.entries(trigger.queries ?? {}).flatMap(([name, { by, asks, brings }]) => {
    const defects: string[] = [];
    if (by.length === 0) defects.push('may be asked by nobody');
    for (const role of by) if (!trigger.by.includes(role)) defects.push(`role "${role}" may not send the form`);
    if (new Set(asks).size < 2) defects.push('asks by one field alone, which would reveal to whom it belongs');
    if (brings.length === 0) defects.push('brings nothing');
    for (const path of [...asks, ...brings]) {
      if (!provided.has(path)) defects.push(`"${path}" is not a field that the trigger provides`);
      if (subject !== undefined && path.startsWith(`${subject.name}.`)) defects.push(`"${path}" is repeated`);
    }
    for (const path of asks) if (brings.includes(path)) defects.push(`brings "${path}", by which it is asked`);
    return defects.map((defect) => `query "${name}": ${defect}`);
  });
}
