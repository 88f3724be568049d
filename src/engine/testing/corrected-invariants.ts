import { absolutePath, amendFact, readState, valueAt, type Fields, type HandlerStep } from '../../core';
import type { SimulatedDepartment } from './simulated-department';
import type { Inspect, InspectedExecution } from './stores';
import type { WitnessedCase } from './witness';

/**
 * Of a case that has come to its end: every result was made from what the record says now, or somebody has found that it
 * stays as it is; and who was asked to put one right was told what it had been told before, and that it has changed. What
 * was done by hand is not seen.
 */
export async function checkCorrected(
  id: string,
  { chart }: WitnessedCase,
  inspect: Inspect,
  { receipts }: SimulatedDepartment,
): Promise<void> {
  const { definition } = chart;
  const [{ state }, executions, record] = await Promise.all([
    inspect.instance(id),
    inspect.executions(id),
    inspect.record(id),
  ]);
  const { regions, facts } = readState(state);
  for (const { id: region, step: name, subject } of chart.regions) {
    const step = definition.steps[name];
    if (step?.kind !== 'handler') continue;
    const calls = executions.filter(
      (one) => one.region === region && one.act !== 'undo' && ['handler', 'task'].includes(one.kind),
    );
    calls.forEach((call, n) => checkFormer(call, lastDone(calls.slice(0, n)), receipts, fieldsOf(step)));
    if (regions[region] !== 'completed' || facts[`undo.${region}`] === true) continue;
    const mark = facts[amendFact(region)];
    if (mark === 'due' || mark === 'asked') throw new Error(`${id}: ${region} is at rest and not put right`);
    const last = calls.at(-1);
    const given = receipts.get(last?.id ?? '')?.given;
    if (mark === 'left' || last?.kind !== 'handler' || last.status !== 'completed' || given === undefined) continue;
    for (const path of fieldsOf(step)) {
      const now = valueAt(record, absolutePath(definition, path, subject));
      // What may be unknown is told when it comes by a step of its own, if at all.
      if (given[path] === undefined && step.reads.includes(`${path}?`)) continue;
      if (given[path] !== now) throw new Error(`${id}: ${region} was made from another ${path} than the case has now`);
    }
  }
}

const fieldsOf = ({ reads }: HandlerStep): string[] => reads.map((path) => path.replace(/\?$/, ''));

const lastDone = (calls: readonly InspectedExecution[]): InspectedExecution | undefined =>
  calls.findLast(({ status }) => status === 'completed');

function checkFormer(
  call: InspectedExecution,
  before: InspectedExecution | undefined,
  receipts: SimulatedDepartment['receipts'],
  reads: readonly string[],
): void {
  const receipt = receipts.get(call.id);
  const told = before?.kind === 'handler' ? receipts.get(before.id)?.given : undefined;
  if (receipt?.former === undefined || told === undefined) return;
  const { former, given } = receipt;
  const changed: Fields = Object.fromEntries(
    Object.entries(told).filter(([path, value]) => reads.includes(path) && given[path] !== value),
  );
  const [said, expected] = [former, changed].map((fields) => JSON.stringify(Object.entries(fields).sort()));
  if (said !== expected) throw new Error(`${call.id} was told ${said} of before, which was ${expected}`);
}
