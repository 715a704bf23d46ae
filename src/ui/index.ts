/**
 * The window, loaded when a chat is opened for the first time: importing it defines `<chat-embed-window>` and the parts that a fresh page needs.
 * Knows their tags; refuses to know who shows the window. What belongs to a conversation is `conversation.ts`, loaded when there is one.
 */
import {ChatEmbedAnnouncer} from './chat-announcer.js';
import {ChatEmbedComposer} from './chat-composer.js';
import {ChatEmbedHeader} from './chat-header.js';
import type {ChatEmbedMessage} from './chat-message.js';
import {ChatEmbedTranscript} from './chat-transcript.js';
import {ChatEmbedWindow} from './chat-window.js';
import {define, type ElementsOf} from './define.js';

export {warmUp} from './later.js';
export {chatContext, type ChatContext, type FreshContext, type WindowOptions} from './session-context.js';
export type {ChatEmbedComposer, ChatEmbedMessage, ChatEmbedTranscript, ChatEmbedWindow};

const TAGS = {
  'chat-embed-announcer': ChatEmbedAnnouncer,
  'chat-embed-composer': ChatEmbedComposer,
  'chat-embed-header': ChatEmbedHeader,
  'chat-embed-transcript': ChatEmbedTranscript,
  'chat-embed-window': ChatEmbedWindow,
};

type Tags = typeof TAGS;

declare global {
  interface HTMLElementTagNameMap extends ElementsOf<Tags> {}
}

define(TAGS);
