/** Timers, open incidents, clocks and roles of one case. */
export const readCircumstances = {
  name: 'read-circumstances',
  text: `
    select i.clock_start::text as clock_start, i.pauses,
      (select json_agg(json_build_object('region', t.region, 'timer', t.timer, 'fire_at', t.fire_at) order by t.fire_at)
        from timer t where t.instance_id = i.id) as timers,
      (select json_agg(json_build_object('region', c.region, 'code', c.code, 'opened_at', c.opened_at) order by c.opened_at)
        from incident c where c.instance_id = i.id and c.closed_at is null) as incidents,
      (select json_agg(json_build_object('ordinal', e.ordinal, 'role', e.role, 'clock_start', e.clock_start::text,
          'pauses', e.pauses))
        from step_execution e where e.instance_id = i.id) as executions
    from instance i where i.id = $1`,
};
