import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RecordedHistory } from './recorded-history';

/** Recorded histories as they lie in their file: whatever is said more than once is said once and numbered. */
interface Packed {
  readonly texts: readonly string[];
  /** Rows (type, region, detail), status, state, transitions, executions; each a number of a text. */
  readonly histories: readonly (readonly [number[], number, number, string, number[]])[];
}

export const historiesFile = join(__dirname, 'recorded.json');

export function packHistories(histories: readonly RecordedHistory[]): string {
  const numbers = new Map<string, number>();
  const numberOf = (text: string): number => {
    const known = numbers.get(text) ?? numbers.size;
    numbers.set(text, known);
    return known;
  };
  const packed = histories.map(({ rows, outcome, executions }) => [
    rows.map(({ type, region, detail }) => numberOf(JSON.stringify([type, region ?? '', detail]))),
    numberOf(outcome.status),
    numberOf(outcome.state),
    outcome.transitions,
    executions.map(numberOf),
  ]);
  const lines = (list: readonly unknown[]): string => list.map((one) => JSON.stringify(one)).join(',\n');
  return `{"texts":[\n${lines([...numbers.keys()])}\n],"histories":[\n${lines(packed)}\n]}\n`;
}

export function readHistories(text = readFileSync(historiesFile, 'utf8')): RecordedHistory[] {
  const { texts, histories } = JSON.parse(text) as Packed;
  const said = (n: number): string => texts[n] as string;
  return histories.map(([rows, status, state, transitions, executions]) => ({
    rows: rows.map((n, index) => {
      const [type, region, detail] = JSON.parse(said(n)) as [string, string, Record<string, unknown>];
      return { seq: index + 1, type, ...(region === '' ? {} : { region }), detail };
    }),
    outcome: { status: said(status), state: said(state), transitions },
    executions: executions.map(said),
  }));
}
