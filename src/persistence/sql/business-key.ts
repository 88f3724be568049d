import { freedStatuses } from '../../engine/instance';

const FREED = freedStatuses.map((status) => `'${status}'`).join(', ');

/** True of a case that holds its business key, as the unique index has it; `instance` with a dot at its end, or empty. */
export const HOLDS_KEY = (instance: string): string => `${instance}status not in (${FREED})`;
/** True of a case that was taken back or rejected: another may begin under its key. */
export const FREES_KEY = (instance: string): string => `${instance}status in (${FREED})`;
