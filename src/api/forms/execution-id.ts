import { parseExecutionId } from '../../engine/instance';

/** True for an id that a step execution can have: its place must fit the column that keeps it. */
export function isExecutionId(id: string): boolean {
  const parsed = parseExecutionId(id);
  return parsed !== undefined && parsed.n < 256 && parsed.seq * 256 + parsed.n < 2 ** 31;
}
