/** Which page the window shows under its header. Pure; knows the state of a chat, no elements. */
import type {ChatState} from '../model/chat-state.js';

/** `chat`: the conversation and what is written in · `prechat`: the questions before it · `leave`: a message for when somebody is there. */
export type Page = 'chat' | 'prechat' | 'leave';

/** Whether a start would find nobody to talk to while a message can be left. `waits`: the visitor would rather wait for whoever is busy. */
function isDeserted({availability, error}: ChatState, waits: boolean): boolean {
  if (!availability?.leaveMessage || availability.state === 'available') return false;
  if (error?.code === 'nobody-there') return true;
  return !availability.bot && !(waits && availability.state === 'busy');
}

/** The page for a state: a session is always its conversation, and nobody is asked questions for nobody. */
export function pageOf(state: ChatState, waits = false): Page {
  if (state.session.status !== 'none') return 'chat';
  if (isDeserted(state, waits)) return 'leave';
  return state.prechat ? 'prechat' : 'chat';
}

/** Whether somebody can be talked to from where a message is left: nobody has to wait, and nobody was refused. */
export function isSomebodyThere({availability, error}: ChatState): boolean {
  return availability?.state === 'available' || (availability?.bot === true && error?.code !== 'nobody-there');
}
