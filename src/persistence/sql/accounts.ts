import { IDLE_MINUTES, LONGEST_HOURS } from '../../engine/sessions';

/** Written at most so often for a session: not every request writes. */
const SEEN_SECONDS = 30;
/** Attempts are counted over so many minutes. */
const WINDOW = "interval '15 minutes'";

const HOLDER = 'a.id, a.login, a.name, a.role, a.organisation, a.departments, a.person_index';
const LIVES = `s.seen_at > now() - interval '${IDLE_MINUTES} minutes' and s.signed_in_at > now() - interval '${LONGEST_HOURS} hours'`;

export const addAccount = {
  name: 'add-account',
  text: `
    insert into account (id, login, password_hash, role, name, organisation, departments, person_index)
    values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict ((lower(login))) do nothing`,
};

export const findLogin = {
  name: 'find-login',
  text: `select ${HOLDER}, a.password_hash, a.disabled_at from account a where lower(a.login) = lower($1)`,
};

export const findAccount = {
  name: 'find-account',
  text: `select ${HOLDER} from account a where a.id = $1 and a.disabled_at is null`,
};

export const disableAccount = {
  name: 'disable-account',
  text: `
    with off as (
      update account set disabled_at = now() where lower(login) = lower($1) and disabled_at is null returning id
    ), ended as (
      delete from session where account_id in (select id from off)
    )
    select id from off`,
};

export const setPasswordHash = {
  name: 'set-password-hash',
  text: `
    with changed as (
      update account set password_hash = $2 where lower(login) = lower($1) returning id
    ), ended as (
      delete from session where account_id in (select id from changed)
    )
    select id from changed`,
};

/** Whoever begins a session takes away what is over. */
export const openSession = {
  name: 'open-session',
  text: `
    with over as (
      delete from session where id_hash in (
        select id_hash from session s where not (${LIVES}) for update skip locked limit 1000)
    )
    insert into session (id_hash, account_id) values ($1, $2)`,
};

export const findSession = {
  name: 'find-session',
  text: `
    select ${HOLDER}, s.seen_at < now() - interval '${SEEN_SECONDS} seconds' as stale,
      least(now() + interval '${IDLE_MINUTES} minutes', s.signed_in_at + interval '${LONGEST_HOURS} hours') as expires_at
    from session s join account a on a.id = s.account_id
    where s.id_hash = $1 and a.disabled_at is null and ${LIVES}`,
};

export const seeSession = {
  name: 'see-session',
  text: 'update session set seen_at = now() where id_hash = $1',
};

export const endSession = { name: 'end-session', text: 'delete from session where id_hash = $1' };

/** Counts one attempt under each key, in one order: two who try at once wait for each other, not for ever. */
export const countAttempt = {
  name: 'count-attempt',
  text: `
    insert into login_attempt as t (key, since, count)
    select key, now(), 1 from unnest($1::bytea[]) as k(key) order by key
    on conflict (key) do update set
      count = case when t.since < now() - ${WINDOW} then 1 else t.count + 1 end,
      since = case when t.since < now() - ${WINDOW} then now() else t.since end
    returning key, count, ceil(extract(epoch from since + ${WINDOW} - now()))::integer as wait`,
};

/** What has succeeded is taken back; of the login and address together nothing is remembered. */
export const forgetAttempt = {
  name: 'forget-attempt',
  text: `
    with counted as (
      select key from login_attempt where key = any($1::bytea[]) order by key for update
    ), over as (
      delete from login_attempt where key in (
        select key from login_attempt where since < now() - ${WINDOW} and not key = any($1::bytea[])
        for update skip locked limit 1000)
    )
    update login_attempt t set count = case when t.key = $2 then 0 else greatest(t.count - 1, 0) end
    from counted c where t.key = c.key`,
};
