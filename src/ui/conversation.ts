/**
 * Everything that a window needs once there is a session, loaded then: importing it defines the parts that stand in the transcript, in place of
 * the composer and above the window. Knows their tags; refuses to know when they are needed.
 */
// The window is there already; naming it keeps the bundler from cutting it into what is shared with this and what is not.
import './index.js';
import {ChatEmbedConfirm} from './chat-confirm.js';
import {ChatEmbedDots} from './chat-dots.js';
import {ChatEmbedEnded} from './chat-ended.js';
import {ChatEmbedMessage} from './chat-message.js';
import {ChatEmbedPrompts} from './chat-prompts.js';
import {ChatEmbedTyping} from './chat-typing.js';
import {define, type ElementsOf} from './define.js';

export {EntryList} from './entry-list.js';
export {Narrator} from './narrator.js';

const TAGS = {
  'chat-embed-confirm': ChatEmbedConfirm,
  'chat-embed-dots': ChatEmbedDots,
  'chat-embed-ended': ChatEmbedEnded,
  'chat-embed-message': ChatEmbedMessage,
  'chat-embed-prompts': ChatEmbedPrompts,
  'chat-embed-typing': ChatEmbedTyping,
};

type Tags = typeof TAGS;

declare global {
  interface HTMLElementTagNameMap extends ElementsOf<Tags> {}
}

define(TAGS);
