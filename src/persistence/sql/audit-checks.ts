export const readSealState = {
  name: 'read-seal-state',
  text: `
    select (select count(*)::int from seal where anchored_at is null) as unanchored, last.n, last.at, last.anchored_at
    from (select) as here left join (select n, at, anchored_at from seal order by n desc limit 1) as last on true`,
};

export const keepAuditCheck = {
  name: 'keep-audit-check',
  text: `
    insert into audit_check (organisation, instance_id, histories, whole, findings, took_ms)
    values ($1, $2, $3, $4, $5, $6) returning at`,
};

/** Checks of one case do not hide what a check of all has found. */
export const readLastAuditCheck = {
  name: 'read-last-audit-check',
  text: `
    select at, organisation, histories, whole, findings, took_ms
    from audit_check where instance_id is null order by id desc limit 1`,
};
