/** Departments with policy, gate, backlog and open incident. */
export const readDepartments = {
  name: 'read-departments',
  text: `
    select d.id, p.policy, p.version, p.changed_at, p.changed_by, g.gate, i.id::text as incident, i.code, i.opened_at,
      (select count(*)::int from step_execution e where e.ready and e.department = d.id) as waiting
    from unnest($1::text[]) with ordinality as d(id, place)
    left join department_policy p on p.department = d.id
    left join department_gate g on g.department = d.id
    left join department_incident i on i.department = d.id and i.closed_at is null
    order by d.place`,
};

/** Puts a policy in force and keeps who did it, in one statement. */
export const setDepartmentPolicy = {
  name: 'set-department-policy',
  text: `
    with now_in_force as (
      insert into department_policy (department, policy, changed_by) values ($1, $2, $4)
      on conflict (department) do update
        set policy = excluded.policy, version = department_policy.version + 1, changed_at = now(),
          changed_by = excluded.changed_by
      returning department, version, policy
    )
    insert into department_policy_change (department, version, policy, key_id, organisation, role, request_id)
    select department, version, policy, $3, $4, $5, $6 from now_in_force`,
};
