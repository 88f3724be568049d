/** How every department stands of which something is said: one small statement for a process, every second or two. */
export const loadGates = {
  name: 'load-department-gates',
  text: `
    select d.department, d.policy, d.gate, t.now
    from (select (extract(epoch from clock_timestamp()) * 1000)::double precision as now) t
    left join (
      select coalesce(p.department, g.department) as department, p.policy, g.gate
      from department_policy p
      full join department_gate g on g.department = p.department
    ) d on true`,
};

/** Locks the gate of a department; the time is the database's. */
export const lockGate = {
  name: 'lock-department-gate',
  text: `
    select g.gate, p.policy, (extract(epoch from clock_timestamp()) * 1000)::double precision as now
    from department_gate g
    left join department_policy p on p.department = g.department
    where g.department = $1
    for update of g`,
};

export const insertGate = {
  name: 'insert-department-gate',
  text: `insert into department_gate (department, gate) values ($1, $2) on conflict (department) do nothing`,
};

export const writeGate = {
  name: 'write-department-gate',
  text: `update department_gate set gate = $2 where department = $1`,
};

/** One at a time: whoever opens a second one finds the first. */
export const openDepartmentIncident = {
  name: 'open-department-incident',
  text: `
    insert into department_incident (department, code) values ($1, $2)
    on conflict (department) where closed_at is null do nothing`,
};

export const closeDepartmentIncident = {
  name: 'close-department-incident',
  text: `update department_incident set closed_at = now() where department = $1 and closed_at is null`,
};
