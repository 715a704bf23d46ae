/** What the visitor's conversations mean for the window: whether there is a list of them, and what may be begun. Pure; knows state and options. */
import type {ChatState} from '../model/chat-state.js';
import type {SessionSummary} from '../model/session-summary.js';
import type {FreshContext} from './session-context.js';

/** Whether this window has a list of conversations at all. */
export function hasThreads({chat, options}: FreshContext): boolean {
  return !options.singleThread && chat.capabilities.sessions;
}

/** Whether the window opens on the list, if there is anything in it: with nothing to go on with. */
export function opensOnList(context: FreshContext): boolean {
  const {session, draft, prechat} = context.chat.state;
  return hasThreads(context) && session.status === 'none' && draft === '' && !prechat?.awaited && !context.options.skipSessionsList;
}

/** How many conversations beside the current one have unread messages. */
export function othersUnread({sessions, session}: ChatState): number {
  return sessions.items.filter(({id, unread}) => unread > 0 && id !== session.id).length;
}

/** An open conversation that is not the current one; the newest. */
function otherOpen({sessions, session}: ChatState): SessionSummary | undefined {
  return sessions.items.find(({id, status}) => status === 'active' && id !== session.id);
}

/** Whether the current session goes on. */
export function isOpen({session}: ChatState): boolean {
  return session.status === 'starting' || session.status === 'active';
}

/** Whether the visitor may begin another conversation: not beside an open one where one is all there may be. */
export function mayBegin({chat, options}: FreshContext): boolean {
  return !options.oneOpenSession || !(isOpen(chat.state) || otherOpen(chat.state));
}

/** The open conversation that stands in the way of a new one. */
export function inTheWay({chat, options}: FreshContext): SessionSummary | undefined {
  return options.oneOpenSession ? otherOpen(chat.state) : undefined;
}
