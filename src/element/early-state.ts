/** What a chat looks like before its core is there: nothing has happened. Knows the shape of the state, nothing of how it comes about. */
import type {ChatState} from '../model/chat-state.js';

/** The state of a chat that has not been needed yet. */
export const EARLY_STATE: ChatState = Object.freeze({
  window: 'hidden',
  connection: 'idle',
  session: Object.freeze({status: 'none', id: null, owner: null}),
  participants: Object.freeze([]),
  entries: Object.freeze([]),
  history: 'none',
  typing: Object.freeze([]),
  unread: 0,
  greeting: true,
  draft: '',
  storage: 'indexeddb',
  error: null,
});
