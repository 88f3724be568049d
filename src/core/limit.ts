/**
 * A legal or promised time limit. Working days follow the official calendar (调休 included) and do not count the day
 * of acceptance; `immediately` means before the end of the same day.
 */
export type Limit = { readonly kind: 'immediately' } | { readonly kind: 'workingDays'; readonly days: number };

export const immediately: Limit = { kind: 'immediately' };
export const workingDays = (days: number): Limit => ({ kind: 'workingDays', days });
