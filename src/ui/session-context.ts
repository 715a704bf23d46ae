/**
 * What the window hands to its parts: the chat, the words, and how it was set up. Knows the key, and that the words come in two portions; refuses
 * to know who provides or uses them.
 */
import {createContext} from '@lit/context';
import type {FreshStrings} from '../i18n/fresh-strings.js';
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
  /** Where ending the chat is offered: in the header (default), in its menu, or not at all. */
  readonly endButton?: 'header' | 'menu' | 'none';
  /** What becomes of the end button where there is nothing to end: it goes away (default), or cannot be used. */
  readonly endButtonWithoutSession?: 'hide' | 'disabled';
  /** One conversation only: there is no list of them. */
  readonly singleThread?: boolean;
  /** With nothing to go on with, the window opens on a fresh page even where there is a list. */
  readonly skipSessionsList?: boolean;
  /** Beside an open conversation none is offered to begin. */
  readonly oneOpenSession?: boolean;
  /** Id of the participant who looks, whose messages are on his side; absent: the visitor. Others are offered nothing to send with a click. */
  readonly self?: string;
  /** Whether it is asked if an answer helped; absent: yes. */
  readonly resolutionPrompt?: boolean;
  /** Whether it is asked how the chat was; absent: yes. */
  readonly csat?: boolean;
}

/** What a window needs on a fresh page. */
export interface FreshContext {
  readonly chat: Chat;
  readonly strings: FreshStrings;
  readonly options: WindowOptions;
}

/** What every other part needs, too: all words. */
export interface ChatContext extends FreshContext {
  readonly strings: ChatStrings;
}

/** Whether all words have come. They come before the chat's core does, so before there is anything to say with them. */
export function isWhole(context: FreshContext | undefined): context is ChatContext {
  return !!context && 'ended' in context.strings;
}

/** The key under which parts find the chat. */
export const chatContext = createContext<FreshContext | undefined>(Symbol('chat-embed'));
