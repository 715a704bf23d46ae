/** For pages: importing this defines `<chat-embed>`, at once, so that frameworks find its properties. A second copy on the page does nothing. */
import {ChatEmbed} from './element/chat-embed.js';

if (!customElements.get('chat-embed')) customElements.define('chat-embed', ChatEmbed);

export {ChatEmbed};
export {ChatError} from './model/errors.js';
export type {CallQueue, QueuedCall} from './element/call-queue.js';
export type {ChatEmbedEventMap} from './element/events.js';
export type {ChatEmbedProps} from './element/props.js';
export type {Availability} from './model/availability.js';
export type {ChatState} from './model/chat-state.js';
export type {ChatErrorCode} from './model/errors.js';
export type {PrechatField, PrechatValues} from './model/prechat.js';
export type {Detail, Routing, RoutingTarget} from './model/routing.js';
export type {Claims, Identity} from './model/visitor.js';
export type {EndOptions, EndResult, StartAttributes, StartResult} from './session/chat.js';

declare global {
  interface HTMLElementTagNameMap {
    'chat-embed': ChatEmbed;
  }
}
