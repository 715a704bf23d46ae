-- Who a visitor is: nobody in particular, somebody who says a name, or a subject that the host's server vouches for.
alter table visitor
  alter column secret_hash drop not null,
  add column subject text,
  add column name text,
  add column email text,
  -- The verified visitor who was given this one's sessions.
  add column linked_to uuid references visitor on delete cascade,
  add constraint visitor_proof check (secret_hash is not null or subject is not null);
create unique index visitor_subject on visitor (subject);
create index visitor_linked on visitor (linked_to) where linked_to is not null;

alter table session
  -- Started as the visitor's only open session.
  add column one_open boolean not null default false,
  add column reopened_at bigint,
  -- The newest survey.
  add column survey_id uuid;
create index session_visitor on session (visitor_id, last_at desc, key desc);
create index session_ended on session (agent_id, ended_at desc) where status = 'ended' and agent_id is not null;

-- One question "how was it?". The first answer stays.
create table survey (
  id uuid primary key default gen_random_uuid(),
  session_key uuid not null references session on delete cascade,
  requested_at bigint not null,
  score smallint check (score between 1 and 5),
  comment text,
  answered_at bigint
);
create index survey_session on survey (session_key);

-- Whether an answer solved it: once for each answer.
create unique index event_resolution on event (session_key, (body ->> 'messageId')) where type = 'resolution';

-- Labels that a visitor ended before their start had arrived.
create table ended_label (
  visitor_id uuid not null references visitor on delete cascade,
  label uuid not null,
  at bigint not null default now_ms(),
  primary key (visitor_id, label)
);
