import type { Language } from '../messages/language';
import type { TextCode } from '../messages/zh-CN';

/** One defect of what was sent: where, which, and in the caller's language what about it. */
export interface ReportedDefect {
  readonly pointer: string;
  readonly code: string;
  readonly message: Readonly<Record<Language, string>>;
}

interface ProblemParts {
  readonly errors?: readonly ReportedDefect[];
  readonly headers?: Readonly<Record<string, string>>;
}

/** A request that is not carried out, as the caller is told: a status, a stable code, and no detail of the inside. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: TextCode,
    readonly parts: ProblemParts = {},
  ) {
    super(code);
    this.name = 'Problem';
  }
}

/** What one may not see looks as if it were not there. */
export const notFound = (): Problem => new Problem(404, 'not-found');
