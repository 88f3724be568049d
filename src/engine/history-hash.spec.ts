import { GENESIS, hashHistory } from './history-hash';
import type { HistoryRow } from './instance';

const id = '00000000-0000-4000-8000-000000000001';

function makeHistory(length: number): HistoryRow[] {
  let previous = GENESIS;
  return Array.from({ length }, (_, index) => {
    const row = {
      seq: index + 1,
      type: 'step.completed',
      region: `region${index}`,
      execution: `${id}-${index}-0`,
      messageKey: `key-${index}`,
      actor: 'department:library',
      at: new Date(Date.UTC(2026, 2, 1, 0, 0, index)),
      detail: { code: `code-${index}` },
    };
    previous = hashHistory(previous, id, row);
    return { ...row, hash: previous };
  });
}

/** The first row that does not follow from the one before it. */
function firstBroken(rows: readonly HistoryRow[], instanceId = id): number | undefined {
  let previous = GENESIS;
  const index = rows.findIndex((row) => {
    const { hash, ...rest } = row;
    const follows = hashHistory(previous, instanceId, rest) === hash;
    previous = hash;
    return !follows;
  });
  return index < 0 ? undefined : index;
}

describe('the chain of history', () => {
  const rows = makeHistory(5);

  it('holds when nothing was touched', () => {
    expect(firstBroken(rows)).toBeUndefined();
  });

  it.each<[keyof HistoryRow, Partial<HistoryRow>]>([
    ['seq', { seq: 9 }],
    ['type', { type: 'step.refused' }],
    ['region', { region: 'elsewhere' }],
    ['execution', { execution: `${id}-9-0` }],
    ['messageKey', { messageKey: 'another' }],
    ['actor', { actor: 'operator' }],
    ['at', { at: new Date(0) }],
    ['detail', { detail: { code: 'other' } }],
    ['hash', { hash: '1'.repeat(64) }],
  ])('names the row whose %s was changed', (_, change) => {
    expect(firstBroken(rows.map((row, index) => (index === 2 ? { ...row, ...change } : row)))).toBe(2);
  });

  it.each(['region', 'execution', 'messageKey'] as const)('names the row that lost its %s', (name) => {
    const { [name]: _lost, ...rest } = rows[2] as HistoryRow;
    expect(firstBroken(rows.map((row, index) => (index === 2 ? rest : row)))).toBe(2);
  });

  it('names the place where a row was removed, put in or swapped', () => {
    expect(firstBroken(rows.filter((_, index) => index !== 2))).toBe(2);
    expect(firstBroken(rows.toSpliced(2, 0, rows[1] as HistoryRow))).toBe(2);
    expect(firstBroken(rows.with(2, rows[3] as HistoryRow).with(3, rows[2] as HistoryRow))).toBe(2);
  });

  it('does not hold for another instance, so that rows cannot be moved between cases', () => {
    expect(firstBroken(rows, id.replace('1', '2'))).toBe(0);
  });

  it('does not mix up neighbouring fields', () => {
    const row = rows[0] as HistoryRow;
    const one = hashHistory(GENESIS, id, { ...row, region: 'a', execution: 'b' });
    expect(hashHistory(GENESIS, id, { ...row, region: 'a,b' })).not.toBe(one);
    expect(hashHistory(GENESIS, id, { ...row, region: 'b', execution: 'a' })).not.toBe(one);
  });
});
