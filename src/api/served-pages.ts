import type { Provider, Type } from '@nestjs/common';
import type { ProblemFilter } from './problems/problem.filter';

/** Pages that are served beside the API: they stand on its desks, and keep its rules of access. */
export interface ServedPages {
  readonly controllers: readonly Type[];
  readonly providers: readonly Provider[];
  /** Tells browsers on a page what everybody else is told by a problem document. */
  readonly filter: Type<ProblemFilter>;
}
