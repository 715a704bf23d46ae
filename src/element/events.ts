/** The chat's events as DOM events, with their types. Knows names and details; refuses to know who raises them. */
import type {ChatEvent, ChatEventDetails, ChatEventType, CommonDetail} from '../model/chat-event.js';

/** Every event of `<chat-embed>` by its name: `event.detail` has `sessionId`, `at`, `origin` and what the event adds. */
export type ChatEmbedEventMap = {
  readonly [Type in ChatEventType]: CustomEvent<CommonDetail & ChatEventDetails[Type]>;
};

declare global {
  // The events bubble and are composed: an ancestor, the document and the window hear them too.
  interface GlobalEventHandlersEventMap extends ChatEmbedEventMap {}
}

/** The DOM event of a chat event. Only a `chat-before-…` can be cancelled; the detail cannot be changed. */
export function domEvent({type, detail}: ChatEvent): CustomEvent {
  for (const value of Object.values(detail) as readonly unknown[]) Object.freeze(value);
  return new CustomEvent(type, {
    detail: Object.freeze(detail),
    bubbles: true,
    composed: true,
    cancelable: type.startsWith('chat-before-'),
  });
}
