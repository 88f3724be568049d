import type { Account } from '../../session/session';
import type { Values } from '../../ui/form/values';

/** Fields of the birth report that the page knows without asking, by path in the record. */
export const derived: ReadonlySet<string> = new Set(['birth.count', 'child.order', 'insurance.payerIdNumber']);

/** What a new report begins with: the hospital as its account has it, one child, the usual documents. */
export const emptyReport = ({ name, organisation }: Account): Values => ({
  birth: { hospitalCode: organisation, hospital: name },
  children: [{}],
  mother: { idType: 'residentId' },
  father: { idType: 'residentId' },
  household: { follow: 'mother' },
  insurance: { payer: 'mother' },
});

const section = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};

/** The report with what follows from the rest of it. */
export function complete(values: Values): Values {
  const children = Array.isArray(values['children']) ? values['children'] : [];
  const insurance = section(values['insurance']);
  const payer = section(values[String(insurance['payer'])]);
  return {
    ...values,
    birth: { ...section(values['birth']), count: children.length },
    children: children.map((child, n) => ({ ...section(child), order: n + 1 })),
    insurance: { ...insurance, payerIdNumber: payer['idNumber'] },
  };
}
