/** One defect of what was sent: which place, which fault, in words. */
export interface Defect {
  readonly pointer: string;
  readonly code: string;
  readonly message: string;
}

/** A problem document (RFC 9457). Status 0: nobody answered. */
export interface Problem {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail?: string;
  readonly errors: readonly Defect[];
}

/** What the API says instead of doing what was asked. */
export class ProblemError extends Error {
  constructor(readonly problem: Problem) {
    super(problem.code);
    this.name = 'ProblemError';
  }
}

export async function problemOf(response: Response): Promise<Problem> {
  const document = (await response.json().catch(() => ({}))) as Partial<Problem>;
  return {
    status: response.status,
    code: document.code ?? 'unexpected-answer',
    title: document.title ?? '',
    ...(document.detail === undefined ? {} : { detail: document.detail }),
    errors: document.errors ?? [],
  };
}
