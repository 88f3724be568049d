/** Cases named as examples of a cause. */
const SAMPLES = 5;

/**
 * Open incidents by cause: counted from the index alone, and only what is on the page is looked at more closely.
 * $1: one cause, or null for all; $2, $3: count and cause after which the page begins; $4: how many.
 */
export const readCauses = {
  name: 'read-causes',
  text: `
    with counted as materialized (
      select fingerprint, code, event, version, step, count(*)::int as count, min(opened_at) as oldest,
        max(opened_at) as newest
      from incident
      where closed_at is null and ($1::text is null or fingerprint = $1)
      group by fingerprint, code, event, version, step
    ), causes as (
      select fingerprint, min(code) as code, sum(count)::int as count, min(oldest) as oldest, max(newest) as newest,
        json_agg(json_build_object('event', event, 'version', version, 'step', step, 'count', count)
          order by count desc, event, version, step) as at
      from counted
      group by fingerprint
    ), page as (
      select * from causes
      where $2::int is null or (-count, fingerprint) > (-$2::int, $3::text)
      order by -count, fingerprint
      limit $4
    )
    select p.fingerprint, p.code, p.count, p.oldest, p.newest, p.at, s.samples
    from page p
    cross join lateral (
      select json_agg(json_build_object('id', i.id, 'number', i.number::text, 'event', i.event, 'version', i.version,
        'started_at', i.started_at) order by c.opened_at, c.id) as samples
      from (
        select instance_id, opened_at, id from incident
        where closed_at is null and fingerprint = p.fingerprint
        order by opened_at, id
        limit ${SAMPLES}
      ) as c
      join instance i on i.id = c.instance_id
    ) as s
    order by -p.count, p.fingerprint`,
};
