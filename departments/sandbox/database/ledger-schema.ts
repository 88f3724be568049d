/**
 * What every department has: the answers it gave, which are also its effects in order, and the entries they made.
 * An entry is never deleted; a voided one makes room for a new one for the same thing.
 */
export const LEDGER_VERSIONS: readonly string[] = [
  `create table $schema.answers (
     position bigint generated always as identity,
     idempotency_key text collate "C" primary key,
     fingerprint text not null,
     matter text not null,
     case_id text not null,
     step text not null,
     subject integer,
     register text not null,
     register_key text,
     body jsonb not null,
     at timestamptz not null default now(),
     callback_url text,
     deliver_at timestamptz,
     next_delivery_at timestamptz,
     delivered_at timestamptz,
     failures integer not null default 0,
     unique (position)
   );
   create index on $schema.answers (next_delivery_at) where callback_url is not null and delivered_at is null;
   create table $schema.entries (
     register text not null,
     key text collate "C" not null,
     one_per text,
     case_id text not null,
     idempotency_key text collate "C" not null unique,
     fields jsonb not null,
     at timestamptz not null default now(),
     voided_at timestamptz,
     primary key (register, key)
   );
   create unique index on $schema.entries (register, one_per) where voided_at is null;
   create index on $schema.entries (case_id);`,
  // A call that undoes or amends an earlier one: \`concerns\` is the key of the first call of the chain, \`origin\` the same
  // in an entry that has taken the place of another.
  `alter table $schema.answers add column change text, add column concerns text collate "C";
   alter table $schema.entries
     add column origin text collate "C",
     add column voided_for text,
     add column replaced_by text collate "C",
     add column former_keys text[] collate "C" not null default '{}',
     add column former jsonb not null default '[]';
   create index on $schema.answers (concerns) where concerns is not null;
   create index on $schema.entries (origin) where origin is not null;
   create index on $schema.entries using gin (former_keys) where former_keys <> '{}';
   /* What fields, and what number, were until now, as a list of one; empty when nothing changes. */
   create function $schema.former_of(held jsonb, news jsonb, old_key text) returns jsonb language sql stable as $body$
     select case when old_key is null and changed.fields is null then '[]'::jsonb
       else jsonb_build_array(jsonb_strip_nulls(
         jsonb_build_object('until', now(), 'key', old_key, 'fields', changed.fields))) end
     from (select jsonb_object_agg(was.key, was.value) as fields from jsonb_each(held) as was
            where news ? was.key and news -> was.key <> was.value) as changed
   $body$;`,
];
