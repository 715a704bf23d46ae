-- Times are milliseconds since the epoch, by the database's clock, as on the wire.
create function now_ms() returns bigint language sql volatile as $$
  select floor(extract(epoch from clock_timestamp()) * 1000)::bigint
$$;

create table server_key (
  name text primary key,
  value bytea not null
);

create table visitor (
  id uuid primary key default gen_random_uuid(),
  secret_hash bytea not null,
  created_at bigint not null default now_ms(),
  revoked_at bigint
);

create table agent (
  id uuid primary key default gen_random_uuid(),
  name text not null,
  created_at bigint not null default now_ms()
);
create unique index agent_name on agent (lower(name));

create table agent_login (
  token_hash bytea primary key,
  agent_id uuid not null references agent on delete cascade,
  expires_at bigint not null
);
create index agent_login_agent on agent_login (agent_id);

-- `key` is the server's own name of a session; `label` the client's, unique within its visitor.
create table session (
  key uuid primary key default gen_random_uuid(),
  visitor_id uuid not null references visitor on delete cascade,
  label uuid not null,
  status text not null default 'active' check (status in ('active', 'ended')),
  owner text not null default 'bot' check (owner in ('bot', 'queue', 'agent')),
  agent_id uuid references agent,
  -- Rises with every change of owner and with the end: what was begun under an older version is fenced off.
  version integer not null default 1,
  last_seq bigint not null default 0,
  message_count integer not null default 0,
  last_message jsonb,
  -- Time of the last event: the clock may jump, a log's times do not go back.
  last_at bigint not null default now_ms(),
  locale text,
  page jsonb,
  context jsonb,
  started_at bigint not null default now_ms(),
  waiting_since bigint,
  accepted_at bigint,
  -- Highest number that each side has received and read.
  visitor_delivered bigint not null default 0,
  visitor_read bigint not null default 0,
  staff_delivered bigint not null default 0,
  staff_read bigint not null default 0,
  ended_at bigint,
  ended_by text,
  end_reason text,
  unique (visitor_id, label),
  check ((owner = 'agent') <= (agent_id is not null)),
  check ((status = 'ended') = (ended_at is not null))
);
create index session_queue on session (waiting_since, key) where status = 'active' and owner = 'queue';
create index session_agent on session (agent_id) where status = 'active' and owner = 'agent';
create index session_accepted on session (accepted_at) where accepted_at is not null;

-- The log: append-only, dense numbers per session.
create table event (
  session_key uuid not null references session on delete cascade,
  seq bigint not null,
  at bigint not null,
  type text not null,
  body jsonb not null,
  message_id text,
  primary key (session_key, seq)
);
create unique index event_message on event (session_key, message_id) where message_id is not null;

-- An answer that the bot owes: at most one per session. An instance takes it for the length of a lease.
create table bot_run (
  session_key uuid primary key references session on delete cascade,
  -- Of the session, when the running answer began.
  version integer not null default 0,
  -- The newest message of the visitor's.
  wanted_seq bigint not null,
  message_id uuid,
  text text not null default '',
  leased_by uuid,
  leased_until bigint,
  attempts integer not null default 0,
  created_at bigint not null default now_ms()
);
create index bot_run_order on bot_run (created_at);
