import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Years of the working-day calendar that were imported, and the clock by which cases live. */
export class CalendarAndClock1763751600000 implements MigrationInterface {
  name = 'CalendarAndClock1763751600000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table calendar_year (
        year integer not null,
        version integer not null,
        days_off date[] not null,
        make_up_days date[] not null,
        source text not null,
        imported_by text not null,
        imported_at timestamptz not null default now(),
        primary key (year, version)
      );
      comment on table calendar_year is 'What the notice for a year says, by whom it was brought in; the newest version of a year counts';
      create trigger calendar_year_append_only before update or delete or truncate on calendar_year
        for each statement execute function refuse_change();

      create table business_clock (
        one boolean primary key default true check (one),
        stands_at timestamptz
      );
      comment on column business_clock.stands_at is 'null: time runs; otherwise it stands there until somebody moves it (training and tests)';
      insert into business_clock default values;

      create function business_now() returns timestamptz language sql stable parallel safe as $$
        select coalesce((select stands_at from business_clock), now())
      $$;
      comment on function business_now() is 'The time by which cases live: timers, dates, deadlines. Leases, retries and sweeps go by now()';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop function business_now();
      drop table business_clock, calendar_year;
    `);
  }
}
