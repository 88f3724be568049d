/** Days as text: read as dates they would become instants of some time zone. */
const YEAR = `year, version, days_off::text[] as days_off, make_up_days::text[] as make_up_days, source, imported_by,
      imported_at`;

export const newestCalendarYears = {
  name: 'newest-calendar-years',
  text: `
    select distinct on (year) ${YEAR}
    from calendar_year
    order by year, version desc`,
};

/** Reading goes on meanwhile. */
export const lockCalendarYears = {
  name: 'lock-calendar-years',
  text: 'lock table calendar_year in share row exclusive mode',
};

export const addCalendarYear = {
  name: 'add-calendar-year',
  text: `
    insert into calendar_year (year, version, days_off, make_up_days, source, imported_by)
    values ($1, $2, $3::date[], $4::date[], $5, $6)
    returning ${YEAR}`,
};
