import type { Matter } from './calls/matter';
import type { DepartmentId } from './departments';

/** What a department brings along; everything else about being a department is the same for all. */
export interface Department {
  id: DepartmentId;
  matters: readonly Matter[];
  /** SQL of its own tables and functions, one text per version, never edited after release; `$schema` is its schema. */
  versions: readonly string[];
  /** Registers that no matter writes: read by their key column. */
  referenceRegisters?: readonly ReferenceRegister[];
}

export interface ReferenceRegister {
  name: string;
  table: string;
  keyColumn: string;
}
