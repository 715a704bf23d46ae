/** What the window hands to its parts: the chat, the words, and how it was set up. Knows the key; refuses to know who provides or uses it. */
import {createContext} from '@lit/context';
import type {ChatStrings} from '../i18n/strings.js';
import type {Chat} from '../session/chat.js';

/** How the host set the window up. */
export interface WindowOptions {
  /** The window's name. */
  readonly heading: string;
  /** What stands on a fresh page; absent: the language's own greeting; empty: none. */
  readonly greeting?: string;
  /** Where the window stands: above the page, in a box of it, or all over it. */
  readonly mode: 'floating' | 'inline' | 'page';
  /** Whether the visitor may hide it. */
  readonly closable: boolean;
  /** Id of the participant who looks, whose messages are on his side; absent: the visitor. Others are offered nothing to send with a click. */
  readonly self?: string;
}

export interface ChatContext {
  readonly chat: Chat;
  readonly strings: ChatStrings;
  readonly options: WindowOptions;
}

/** The key under which parts find the chat. */
export const chatContext = createContext<ChatContext | undefined>(Symbol('chat-embed'));
