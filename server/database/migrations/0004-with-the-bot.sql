-- The sessions that the bot attends and in which somebody has spoken, newest message first: agents watch them.
create index session_with_bot on session (((last_message ->> 'at')::bigint) desc, key)
  where status = 'active' and owner = 'bot' and last_message is not null;
