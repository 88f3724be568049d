import type { InstanceView } from './product-client';

/** A sign and a word for every status: colour is never the only signal. */
const signs: Readonly<Record<string, string>> = {
  waiting: '·',
  ready: '○',
  dispatched: '○',
  running: '◐',
  suspended: '‖',
  completed: '●',
  refused: '✗',
  notApplicable: '–',
  skipped: '–',
  failed: '!',
  manual: '☞',
};

/**
 * One line per case with its steps, redrawn in place on a terminal; elsewhere each case's last line only.
 * `out` undefined shows nothing.
 */
export class ProgressTable {
  private readonly lines: string[] = [];
  private drawn = 0;

  constructor(private readonly out: NodeJS.WriteStream | undefined) {}

  show(index: number, view: InstanceView): void {
    const line = lineOf(view);
    if (this.lines[index] === line) return;
    this.lines[index] = line;
    if (this.out?.isTTY === true) this.redraw(this.out);
  }

  end(): void {
    if (this.out === undefined) return;
    if (this.out.isTTY !== true) this.out.write(`${this.lines.filter(Boolean).join('\n')}\n`);
    this.out.write(`${legend}\n`);
  }

  private redraw(out: NodeJS.WriteStream): void {
    if (this.drawn > 0) out.moveCursor(0, -this.drawn);
    const rows = Array.from(this.lines, (line) => line ?? '');
    for (const row of rows) {
      out.clearLine(0);
      out.write(`${row}\n`);
    }
    this.drawn = rows.length;
  }
}

const legend =
  '● done  ○ sent  ◐ being done  · waiting  ☞ at a counter  – not needed  ‖ to be corrected  ✗ refused  ! failed';

function lineOf(view: InstanceView): string {
  const steps = view.steps.map(({ title, subject, status }) => {
    const child = subject === undefined || view.steps.every((step) => (step.subject ?? 1) === 1) ? '' : `${subject}`;
    return `${signs[status] ?? '?'}${title}${child}`;
  });
  const ms = view.completedAt === null ? '' : ` ${Date.parse(view.completedAt) - Date.parse(view.startedAt)} ms`;
  return `${view.caseNumber} ${view.progress.done}/${view.progress.total} ${steps.join(' ')}  ${view.status}${ms}`;
}
