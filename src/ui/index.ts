/**
 * The window, loaded when a chat is opened for the first time: importing it defines `<chat-embed-window>` and its parts. Knows their tags;
 * refuses to know who shows the window.
 */
import {ChatEmbedAnnouncer} from './chat-announcer.js';
import {ChatEmbedBanner} from './chat-banner.js';
import {ChatEmbedComposer} from './chat-composer.js';
import {ChatEmbedConfirm} from './chat-confirm.js';
import {ChatEmbedDots} from './chat-dots.js';
import {ChatEmbedEnded} from './chat-ended.js';
import {ChatEmbedHeader} from './chat-header.js';
import {ChatEmbedMessage} from './chat-message.js';
import {ChatEmbedPrompts} from './chat-prompts.js';
import {ChatEmbedTranscript} from './chat-transcript.js';
import {ChatEmbedTyping} from './chat-typing.js';
import {ChatEmbedWindow} from './chat-window.js';

export {chatContext, type ChatContext, type WindowOptions} from './session-context.js';
export type {ChatEmbedComposer, ChatEmbedMessage, ChatEmbedTranscript, ChatEmbedWindow};

/** Every part by its tag. */
const TAGS = {
  'chat-embed-announcer': ChatEmbedAnnouncer,
  'chat-embed-banner': ChatEmbedBanner,
  'chat-embed-composer': ChatEmbedComposer,
  'chat-embed-confirm': ChatEmbedConfirm,
  'chat-embed-dots': ChatEmbedDots,
  'chat-embed-ended': ChatEmbedEnded,
  'chat-embed-header': ChatEmbedHeader,
  'chat-embed-message': ChatEmbedMessage,
  'chat-embed-prompts': ChatEmbedPrompts,
  'chat-embed-transcript': ChatEmbedTranscript,
  'chat-embed-typing': ChatEmbedTyping,
  'chat-embed-window': ChatEmbedWindow,
};

type Tags = typeof TAGS;

declare global {
  interface HTMLElementTagNameMap extends ElementsOf<Tags> {}
}

type ElementsOf<Classes extends Record<string, abstract new () => HTMLElement>> = {[Tag in keyof Classes]: InstanceType<Classes[Tag]>};

/** Defines the window and its parts; a tag that the page has already is left alone. Called on import, and harmless when called again. */
export function defineWindow(): void {
  for (const [tag, part] of Object.entries(TAGS)) if (!customElements.get(tag)) customElements.define(tag, part);
}

defineWindow();
