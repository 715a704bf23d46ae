/** What a host is told of an event of the log, when it takes its place in the transcript. Pure; ends and starts are told as facts of the record. */
import type {LogEvent} from '../model/session-event.js';
import type {Told} from './differences.js';

/** The host's event; `null` for what it is not told, or is told otherwise. */
export function hostEventOf(event: LogEvent): Told | null {
  switch (event.type) {
    case 'message':
      return ['chat-message', {messageId: event.message.id, role: event.message.author.role, seq: event.seq}];
    case 'joined':
    case 'left':
      return ['chat-participant', {participant: event.participant, change: event.type}];
    case 'handoff': {
      const {from, to, reason, summary} = event;
      return ['chat-handoff', {from, to, ...(reason && {reason}), ...(summary && {summary})}];
    }
    case 'reopened':
      return ['chat-reopen', {by: event.by}];
    case 'resolution':
      return ['chat-resolution', {messageId: event.messageId, solved: event.solved}];
    case 'started':
    case 'ended':
    case 'unknown':
      return null;
  }
}
