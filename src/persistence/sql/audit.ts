export const auditBound = {
  name: 'audit-bound',
  text: `
    select max(id::text) as last, count(*)::int as found
    from (select id from instance where id > $1 order by id limit $2) as page`,
};

export const auditInstances = {
  name: 'audit-instances',
  text: `
    select id::text, event, version, subjects, status, seq, state::text, encode(head_hash, 'hex') as "headHash",
      started_by as "startedBy", started_at as "startedAt"
    from instance where id > $1 and id <= $2`,
};

/** `exact`: what a hash cannot see, because it is over milliseconds. */
export const auditRows = {
  name: 'audit-rows',
  text: `
    select instance_id::text as id, seq, type, region, execution, message_key as "messageKey", actor, at, detail::text,
      encode(hash, 'hex') as hash, at = date_trunc('milliseconds', at) as exact,
      transaction < coalesce((select until from seal order by n desc limit 1), 0)
        or transaction >= pg_snapshot_xmax(pg_current_snapshot())::text::bigint as "outOfPlace"
    from history where instance_id > $1 and instance_id <= $2 order by instance_id, seq`,
};

export const auditHeads = {
  name: 'audit-heads',
  text: `
    select instance_id::text as instance, from_seq as "from", to_seq as "to", n, encode(hash, 'hex') as hash, marks
    from seal_head where instance_id > $1 and instance_id <= $2 order by instance_id, to_seq`,
};

export const openAuditIncident = {
  name: 'open-audit-incident',
  text: `
    insert into incident (instance_id, region, code, fingerprint, detail, event, version)
    select id, '', 'history-altered', 'engine|audit|' || $2, $3, event, version from instance where id = $1
    on conflict (instance_id, region) where closed_at is null do nothing`,
};
