import { WaitingLine } from './waiting-line';

const idsOf = (event: string, count: number): string[] => Array.from({ length: count }, (_, n) => `${event}-${n}`);

function lineOf(...crowds: [event: string, count: number][]): WaitingLine {
  const line = new WaitingLine();
  for (const [event, count] of crowds) for (const id of idsOf(event, count)) line.add(id, event, 0);
  return line;
}

describe('who waits for a department', () => {
  it('a crowd of one life event delays the single case of another by one place', () => {
    const line = lineOf(['retirement', 5_000], ['newborn', 1]);
    expect(line.take(2)).toEqual(['retirement-0', 'newborn-0']);
    expect(line.take(2)).toEqual(['retirement-1', 'retirement-2']);
  });

  it('whose turn it is goes on from batch to batch, so that small batches are fair too', () => {
    const line = lineOf(['a', 4], ['b', 4], ['c', 4]);
    const taken = Array.from({ length: 6 }, () => line.take(1)).flat();
    expect(taken).toEqual(['a-0', 'b-0', 'c-0', 'a-1', 'b-1', 'c-1']);
  });

  it('within a life event the oldest is first, and nobody is taken twice or left', () => {
    const line = lineOf(['a', 7], ['b', 2]);
    const taken = [...line.take(4), ...line.take(100)];
    expect(taken.filter((id) => id.startsWith('a'))).toEqual(idsOf('a', 7));
    expect(new Set(taken).size).toBe(9);
    expect(line.size).toBe(0);
    expect(line.take(1)).toEqual([]);
  });

  it('one that is rung for again keeps its place and its time', () => {
    const line = new WaitingLine();
    line.add('first', 'a', 1);
    line.add('second', 'a', 2);
    line.add('first', 'a', 3);
    expect(line.size).toBe(2);
    expect(line.oldest()).toBe(1);
    expect(line.take(1)).toEqual(['first']);
    expect(line.oldest()).toBe(2);
    expect(line.has('first')).toBe(false);
    expect(line.has('second')).toBe(true);
  });

  it('the oldest is found whatever life event it belongs to', () => {
    const line = new WaitingLine();
    line.add('x', 'a', 5);
    line.add('y', 'b', 3);
    expect(line.oldest()).toBe(3);
    expect(new WaitingLine().oldest()).toBeUndefined();
  });
});
