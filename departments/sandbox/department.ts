import type { Matter } from './calls/matter';
import type { RegisterQuery } from './calls/register-query';
import type { DepartmentId } from './departments';

/** What a department brings along; everything else about being a department is the same for all. */
export interface Department {
  id: DepartmentId;
  matters: readonly Matter[];
  /** SQL of its own tables and functions, one text per version, never edited after release; `$schema` is its schema. */
  versions: readonly string[];
  /** Registers that no matter writes: read by their key column. */
  referenceRegisters?: readonly ReferenceRegister[];
  /** What may be asked of its registers outside any case. */
  queries?: readonly RegisterQuery[];
}

export interface ReferenceRegister {
  name: string;
  table: string;
  keyColumn: string;
}
