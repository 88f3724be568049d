import type { BirthReport } from '../samples/birth-report';
import { departmentOf, matterOf } from '../sandbox/sandbox';

/** The fields of a report by path, for its n-th child, together with what the departments answered so far. */
export function knownFields(
  report: BirthReport,
  child: number,
  outputs: Record<string, unknown>,
): Record<string, unknown> {
  const known: Record<string, unknown> = { ...outputs };
  const groups: Record<string, object | undefined> = { ...report, children: undefined, child: report.children[child] };
  for (const [group, values] of Object.entries(groups)) {
    for (const [name, value] of Object.entries(values ?? {})) known[`${group}.${name}`] = value;
  }
  return known;
}

/** Of all known fields those that a matter reads: what is not read is not sent. */
export function fieldsRead(
  department: string,
  matter: string,
  known: Record<string, unknown>,
): Record<string, unknown> {
  const { required, optional = [] } = matterOf(departmentOf(department), matter).reads;
  return Object.fromEntries(
    [...required, ...optional].flatMap((path) => (known[path] === undefined ? [] : [[path, known[path]]])),
  );
}
