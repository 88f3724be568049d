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
];
