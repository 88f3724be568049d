import { HOLDS_KEY } from './business-key';
/** Claims the callers' idempotency keys for 24 hours; one that is taken comes back with what it was taken for. */
export const claimIdempotencyKeys = {
  name: 'claim-idempotency-keys',
  text: `
    with input as (
      select distinct on (caller, key) *
      from json_to_recordset($1) as t(id uuid, caller text, key text, digest text)
      order by caller, key, id
    ), made as (
      insert into idempotency_key as k (caller, key, digest, instance_id)
      select caller, key, digest, id from input order by caller, key
      on conflict (caller, key) do update
        set digest = case when k.created_at < now() - interval '24 hours' then excluded.digest else k.digest end,
            instance_id = case when k.created_at < now() - interval '24 hours' then excluded.instance_id else k.instance_id end,
            created_at = case when k.created_at < now() - interval '24 hours' then now() else k.created_at end
      returning caller, key, digest, instance_id
    )
    select t.id::text as asked, m.instance_id::text, m.digest, m.instance_id = t.id as fresh
    from json_to_recordset($1) as t(id uuid, caller text, key text)
    join made m on m.caller = t.caller and m.key = t.key`,
};

/** A key whose trigger turned out to be a case that is already live points to that case. */
export const setIdempotencyInstances = {
  name: 'set-idempotency-instances',
  text: `
    update idempotency_key k set instance_id = t.id
    from json_to_recordset($1) as t(asked uuid, id uuid)
    where k.instance_id = t.asked`,
};

export const findLiveInstances = {
  name: 'find-live-instances',
  text: `
    select t.asked::text, i.id::text
    from json_to_recordset($1) as t(asked uuid, event text, business_key text)
    join instance i on i.event = t.event and i.business_key = decode(t.business_key, 'base64')
      and ${HOLDS_KEY('i.')}`,
};
