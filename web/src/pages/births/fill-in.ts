import type { Values } from '../../ui/form/values';

interface FilledIn {
  readonly values: Values;
  /** Sections that the register has filled in. */
  readonly filled: readonly string[];
  /** Sections in which something else stands that somebody has typed: nothing of them is touched. */
  readonly left: readonly string[];
}

/**
 * The form with what a register says of it, section by section: half a section of what was typed and half of what a
 * register knows would be true of nobody.
 */
export function fillIn(values: Values, told: Readonly<Record<string, unknown>>): FilledIn {
  const bySection = new Map<string, [string, unknown][]>();
  for (const [path, value] of Object.entries(told)) {
    const [section = '', name = ''] = path.split('.');
    bySection.set(section, [...(bySection.get(section) ?? []), [name, value]]);
  }
  const isTyped = ([section, fields]: [string, [string, unknown][]]): boolean => {
    const now = (values[section] ?? {}) as Values;
    return fields.some(([name, value]) => !isEmpty(now[name]) && now[name] !== value);
  };
  const sections = [...bySection];
  const left = sections.filter(isTyped).map(([section]) => section);
  const free = sections.filter(([section]) => !left.includes(section));
  const filled = free.map(([section, fields]) => {
    return [section, { ...((values[section] ?? {}) as Values), ...Object.fromEntries(fields) }] as const;
  });
  return { values: { ...values, ...Object.fromEntries(filled) }, filled: free.map(([section]) => section), left };
}

const isEmpty = (value: unknown): boolean => value === undefined || value === null || value === '';
