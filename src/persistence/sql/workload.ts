import { BUSINESS_NOW } from './business-clock';

/**
 * What waits at this moment, for one scrape of the metrics. Everything is read through partial indexes that hold only
 * what is open, or from the first row of an index: the cost follows the backlog, never the size of the tables.
 */
export const readWorkload = {
  name: 'read-workload',
  text: `
    with waiting as (
      select department,
        case
          when available_at <= now() then 'ready'
          when status = 'running' then 'running'
          when status = 'accepted' then 'accepted'
          else 'later' end as stands,
        opened_at
      from step_execution
      where ready
    ), of_department as (
      select department,
        count(*) filter (where stands = 'ready')::int as ready,
        count(*) filter (where stands = 'running')::int as running,
        count(*) filter (where stands = 'accepted')::int as accepted,
        count(*) filter (where stands = 'later')::int as later,
        extract(epoch from greatest(interval '0', ${BUSINESS_NOW} - min(opened_at)))::float8 as "oldestSeconds"
      from waiting
      group by department
    ), of_code as (
      select code, count(*)::int as open from incident where closed_at is null group by code order by open desc limit $1
    )
    select
      (select coalesce(json_agg(d), '[]') from of_department d) as departments,
      (select coalesce(json_agg(c), '[]') from of_code c) as incidents,
      (select count(*)::int from department_incident where closed_at is null) as "deadDepartments",
      coalesce((
        select extract(epoch from greatest(interval '0', ${BUSINESS_NOW} - fire_at))::float8
        from timer order by fire_at limit 1), 0) as "timerLagSeconds",
      coalesce((
        select extract(epoch from greatest(interval '0', now() - received_at))::float8
        from inbox where not deferred order by id limit 1), 0) as "oldestMailSeconds"`,
};
