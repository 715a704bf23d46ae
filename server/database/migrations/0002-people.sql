-- Whom a waiting session is for: one agent, the agents of one queue, both at once, or (neither) everybody.
alter table session
  add column route_agent_id uuid references agent,
  add column route_queue text,
  -- Whether it opens to everybody when nobody of its target is there any more.
  add column route_fallback boolean not null default false,
  -- What the visitor answered before the chat, and what the page told besides.
  add column prechat jsonb,
  add column details jsonb,
  -- Name and e-mail as the form was answered: a claim, never an identity.
  add column claimed_name text,
  add column claimed_email text,
  -- Since when the visitor has been silent after a word of the other side; null while it is not his turn.
  add column quiet_since bigint,
  -- When a warning runs out.
  add column idle_ends_at bigint;
create index session_quiet on session (quiet_since) where status = 'active' and quiet_since is not null and idle_ends_at is null;
create index session_idle on session (idle_ends_at) where status = 'active' and idle_ends_at is not null;
create index session_routed on session (waiting_since)
  where status = 'active' and owner = 'queue' and (route_agent_id is not null or route_queue is not null);

-- `queues`: the ones he serves; null is all of them.
alter table agent
  add column away boolean not null default false,
  add column queues text[];

-- Agents with an open list of chats on an instance, for the length of a lease: those of an instance that was killed go by themselves.
create table agent_presence (
  instance uuid not null,
  agent_id uuid not null references agent on delete cascade,
  leased_until bigint not null,
  primary key (instance, agent_id)
);
create index agent_presence_agent on agent_presence (agent_id, leased_until);

create table left_message (
  id uuid primary key,
  email text not null,
  name text,
  text text not null,
  locale text,
  page jsonb,
  at bigint not null default now_ms(),
  done_at bigint,
  done_by uuid references agent on delete set null
);
create index left_message_open on left_message (at) where done_at is null;
create index left_message_done on left_message (done_at) where done_at is not null;
