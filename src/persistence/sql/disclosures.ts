/**
 * Every disclosure of one case, to departments and to persons, and what registers have told of the person `$2` before
 * there was a case: the same fields for the same step are one row. Each table is read by an index.
 */
export const readDisclosures = {
  name: 'read-disclosures',
  text: `
    select * from (
      select d.department, null as organisation, null as role, coalesce(e.region, d.step) as region, d.fields,
        d.legal_basis as ground, min(d.at) as first_at, max(d.at) as last_at, count(*)::int as times
      from disclosed_field d
      left join step_execution e on e.instance_id = d.instance_id and e.ordinal = d.ordinal
      where d.instance_id = $1
      group by d.department, coalesce(e.region, d.step), d.fields, d.legal_basis
      union all
      select null, organisation, role, region, fields, purpose, min(at), max(at), count(*)::int
      from access_log where instance_id = $1
      group by organisation, role, region, fields, purpose
      union all
      select null, organisation, role, '', fields, 'register-query', min(at), max(at), count(*)::int
      from register_query where persons @> array[$2::bytea] and outcome = 'found'
      group by organisation, role, fields
    ) as disclosed
    order by last_at desc, first_at desc, region
    limit 500`,
};
