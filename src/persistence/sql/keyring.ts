const COLUMNS = 'k.id::text, k.name, k.role, k.organisation, k.departments, k.created_at, k.expires_at, k.revoked_at';

const ISSUED_BY =
  "(select c.organisation from api_key_change c where c.api_key = k.id and c.change = 'issued' limit 1) as issued_by";

/** A page of keys, by id. */
export const listKeys = {
  name: 'list-keys',
  text: `
    select ${COLUMNS}, ${ISSUED_BY}
    from api_key k where $1::uuid is null or k.id > $1
    order by k.id limit $2`,
};

/** A new key, and who has issued it, in one statement. */
export const issueKey = {
  name: 'issue-key',
  text: `
    with k as (
      insert into api_key (id, name, key_hash, role, organisation, departments, expires_at)
      values ($1, $2, $3, $4, $5, $6, now() + make_interval(days => $7))
      returning *
    ), kept as (
      insert into api_key_change (api_key, change, key_id, organisation, role, request_id)
      select id, 'issued', $8, $9, $10, $11 from k
    )
    select ${COLUMNS}, $9::text as issued_by from k`,
};

/** Ends a key that is in force, and keeps who did it; one that has ended stays as it is. */
export const revokeKey = {
  name: 'revoke-key',
  text: `
    with revoked as (
      update api_key set revoked_at = now() where id = $1 and revoked_at is null returning id
    )
    insert into api_key_change (api_key, change, key_id, organisation, role, request_id)
    select id, 'revoked', $2, $3, $4, $5 from revoked`,
};

export const findKey = {
  name: 'find-key',
  text: `select ${COLUMNS}, ${ISSUED_BY} from api_key k where k.id = $1`,
};
