/** For pages: importing this defines `<chat-embed>`, at once, so that frameworks find its properties. A second copy on the page does nothing. */
import {ChatEmbed} from './element/chat-embed.js';

if (!customElements.get('chat-embed')) customElements.define('chat-embed', ChatEmbed);

export {ChatEmbed};
export {ChatError} from './model/errors.js';
export type {ChatErrorCode} from './model/errors.js';
export type {ChatEmbedEventMap} from './element/events.js';
export type {ChatState} from './model/chat-state.js';
export type {EndOptions, EndResult, StartAttributes, StartResult} from './session/chat.js';

declare global {
  interface HTMLElementTagNameMap {
    'chat-embed': ChatEmbed;
  }
}
