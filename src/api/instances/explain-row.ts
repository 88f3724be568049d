import type { CircumstancesReader } from '../../engine/case-circumstances';
import type { ReadCase } from '../../engine/case-reader';
import { explainCase } from '../../engine/explain-case';
import { departmentState } from '../../engine/holdup-kind';
import type { Sight } from '../access/caller';
import type { ApiParts } from '../api-parts';
import type { ExplanationResponse } from './explanation.response';
import { presentExplanation } from './present-explanation';

/** What an explanation is put together from. */
export type ExplainParts = Pick<ApiParts, 'definitions' | 'departments' | 'messages' | 'now'> & {
  readonly circumstances: CircumstancesReader;
  readonly calendars: Pick<ApiParts['calendars'], 'current'>;
};

/** Explains a case that the caller may see. No field of its record is read. */
export async function explainRow(row: ReadCase, sight: Sight, parts: ExplainParts): Promise<ExplanationResponse> {
  const chart = parts.definitions.chart(row.event, row.version, row.subjects);
  const steps = Object.values(chart.definition.steps);
  const asked = [...new Set(steps.flatMap((step) => (step.kind === 'handler' ? [step.department] : [])))];
  const [circumstances, departments] = await Promise.all([
    parts.circumstances.read(row.id),
    parts.departments.read(asked),
  ]);
  const reckoning = { now: parts.now(), calendar: parts.calendars.current() };
  const states = new Map(departments.map((department) => [department.id, departmentState(department, reckoning)]));
  const explanation = explainCase(chart, row, circumstances, {
    ...reckoning,
    departments: (id) => states.get(id) ?? { kind: 'ready' },
  });
  return presentExplanation(row, chart, explanation, { sight, messages: parts.messages, now: reckoning.now });
}
