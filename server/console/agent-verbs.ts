// A chat has verbs that are a visitor's alone. This is what they answer on an agent's side of it: that they are not to be had. It knows
// nothing of a chat.
import { ChatError } from '../../src/model/errors.js';
import type { Chat } from '../../src/session/chat.js';

type VisitorVerbs = Pick<
  Chat,
  | 'listen' | 'show' | 'hide' | 'toggle' | 'startChat' | 'endChat' | 'clearSession' | 'resetWindow' | 'clearChat' | 'startNewSession'
  | 'stopAnswer' | 'requestHandoff' | 'cancelHandoff' | 'setPrechat' | 'submitPrechat' | 'leaveMessage' | 'checkAvailability' | 'listSessions'
  | 'moreSessions' | 'openSession' | 'newThread' | 'continueSession' | 'keepChatting' | 'answerResolution' | 'submitCsat' | 'skipCsat' | 'identify'
  | 'logout' | 'eraseMyData'
>;

const refuse = (): Promise<never> => Promise.reject(new ChatError('unsupported', 'That is for the visitor to do.'));

/** The verbs of a visitor, refused; the window of an agent is always shown, and its chats tell no host. */
export abstract class AgentVerbs implements VisitorVerbs {
  listen(): () => void {
    return () => undefined;
  }
  show(): void {}
  hide(): void {}
  toggle(): void {}
  readonly startChat = refuse;
  readonly endChat = refuse;
  readonly clearSession = refuse;
  readonly resetWindow = refuse;
  readonly clearChat = refuse;
  readonly startNewSession = refuse;
  readonly stopAnswer = refuse;
  readonly requestHandoff = refuse;
  readonly cancelHandoff = refuse;
  setPrechat(): void {}
  readonly submitPrechat = refuse;
  readonly leaveMessage = refuse;
  readonly checkAvailability = refuse;
  readonly listSessions = refuse;
  readonly moreSessions = refuse;
  readonly openSession = refuse;
  readonly newThread = refuse;
  readonly continueSession = refuse;
  readonly keepChatting = refuse;
  readonly answerResolution = refuse;
  readonly submitCsat = refuse;
  readonly skipCsat = refuse;
  readonly identify = refuse;
  readonly logout = refuse;
  readonly eraseMyData = refuse;
}
