import type { TextCode } from '../messages/zh-CN';

/** A defect found in what was sent, not yet in words. */
export interface Found {
  readonly pointer: string;
  /** A code of the edge's own, or of the definitions. */
  readonly code: string;
}

export const defect = (pointer: string, code: TextCode): Found => ({ pointer, code });
