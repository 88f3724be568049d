import type { InstanceView } from './product-client';
import { ProgressTable } from './progress-table';

type Steps = InstanceView['steps'];

const step = (id: string, status: string, subject?: number): Steps[number] => ({
  ...{ id, title: id, status },
  ...(subject === undefined ? {} : { subject }),
});
const view = (caseNumber: string, steps: Steps, more: Partial<InstanceView> = {}): InstanceView => ({
  ...{ id: caseNumber, caseNumber, status: 'running', startedAt: '2026-02-13T09:00:00.000+08:00', completedAt: null },
  ...{ progress: { done: 0, total: steps.length }, steps, ...more },
});

/** A terminal, or a file, that remembers what it was told. */
function output(isTTY: boolean): { out: NodeJS.WriteStream; told: string[] } {
  const told: string[] = [];
  const out = {
    isTTY,
    write: (text: string) => told.push(text) > 0,
    moveCursor: (x: number, y: number) => told.push(`<move ${x} ${y}>`) > 0,
    clearLine: (where: number) => told.push(`<clear ${where}>`) > 0,
  };
  return { out: out as unknown as NodeJS.WriteStream, told };
}

describe('in a file', () => {
  it('each case has one line, its last, and the legend follows', () => {
    const { out, told } = output(false);
    const table = new ProgressTable(out);
    table.show(1, view('B', [step('police', 'waiting')]));
    table.show(0, view('A', [step('police', 'running')]));
    table.show(
      1,
      view('B', [step('police', 'completed')], {
        ...{ status: 'completed', completedAt: '2026-02-13T01:00:00.250Z', progress: { done: 1, total: 1 } },
      }),
    );
    expect(told).toEqual([]);
    table.end();
    const lines = told.join('').split('\n');
    expect(lines).toEqual(['A 0/1 ◐police  running', 'B 1/1 ●police  completed 250 ms', expect.anything(), '']);
    for (const sign of '●○◐·☞–‖✗!') expect(lines[2]).toContain(sign);
  });

  it('a case that never got as far leaves no line behind', () => {
    const { out, told } = output(false);
    const table = new ProgressTable(out);
    table.show(2, view('C', [step('police', 'ready')]));
    table.end();
    expect(told.join('').split('\n')[0]).toBe('C 0/1 ○police  running');
  });
});

describe('on a terminal', () => {
  it('the lines are drawn in place, below one another, and only when something has changed', () => {
    const { out, told } = output(true);
    const table = new ProgressTable(out);
    table.show(0, view('A', [step('police', 'waiting')]));
    table.show(0, view('A', [step('police', 'waiting')]));
    expect(told).toEqual(['<clear 0>', 'A 0/1 ·police  running\n']);
    told.length = 0;
    table.show(2, view('C', [step('police', 'waiting')]));
    expect(told.map((text) => text.trim())).toEqual([
      ...['<move 0 -1>', '<clear 0>', 'A 0/1 ·police  running', '<clear 0>', ''],
      ...['<clear 0>', 'C 0/1 ·police  running'],
    ]);
    told.length = 0;
    table.show(0, view('A', [step('police', 'failed')]));
    expect(told[0]).toBe('<move 0 -3>');
    table.end();
    expect(told.at(-1)).toContain('! failed');
  });
});

it('shows nothing to nobody', () => {
  const table = new ProgressTable(undefined);
  table.show(0, view('A', [step('police', 'waiting')]));
  expect(() => table.end()).not.toThrow();
});

it.each([
  ['waiting', '·'],
  ['dispatched', '○'],
  ['suspended', '‖'],
  ['refused', '✗'],
  ['notApplicable', '–'],
  ['skipped', '–'],
  ['manual', '☞'],
  ['compensating', '?'],
])('a step that is %s has the sign %s: colour is never needed', (status, sign) => {
  const { out, told } = output(false);
  const table = new ProgressTable(out);
  table.show(0, view('A', [step('seal', status)]));
  table.end();
  expect(told.join('')).toContain(`A 0/1 ${sign}seal  running`);
});

it('numbers the steps of several children, and not those of an only one', () => {
  const { out, told } = output(false);
  const table = new ProgressTable(out);
  table.show(0, view('A', [step('card', 'ready', 1), step('benefit', 'ready')]));
  table.show(1, view('B', [step('card', 'ready', 1), step('card', 'waiting', 2), step('benefit', 'ready')]));
  table.end();
  expect(told.join('').split('\n').slice(0, 2)).toEqual([
    'A 0/2 ○card ○benefit  running',
    'B 0/3 ○card1 ·card2 ○benefit  running',
  ]);
});
