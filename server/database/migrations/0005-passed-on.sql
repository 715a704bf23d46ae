-- Highest number of what the bot has answered by passing the visitor on to a person.
alter table session add column passed_on bigint not null default 0;
