/** The business time, asked for once in a statement however many rows use it. */
export const BUSINESS_NOW = '(select business_now())';

/** The first time, the clock stands where it is just now. */
export const stopClock = {
  name: 'stop-clock',
  text: `
    update business_clock set stands_at = coalesce(stands_at, clock_timestamp())
    returning stands_at`,
};

/** A clock that stands behind the database's own may run again: no time comes twice. */
export const letClockRun = {
  name: 'let-clock-run',
  text: 'update business_clock set stands_at = null where stands_at <= clock_timestamp()',
};

/** Forward only, whoever else moves it. */
export const moveClock = {
  name: 'move-clock',
  text: 'update business_clock set stands_at = greatest(stands_at, $1) where stands_at is not null returning stands_at',
};

export const readClock = {
  name: 'read-clock',
  text: 'select stands_at, clock_timestamp() as now from business_clock',
};
