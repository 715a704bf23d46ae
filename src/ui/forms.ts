/** The forms that may stand in the conversation's place, loaded when one does. Knows their tags; refuses to know when they are needed. */
// The window is there already; naming it keeps the bundler from cutting it into what is shared with this and what is not.
import './index.js';
import './chat-availability.js';
import {ChatEmbedForm} from './chat-form.js';
import {ChatEmbedLeaveMessage} from './chat-leave-message.js';
import {ChatEmbedPrechat} from './chat-prechat.js';
import {define, type ElementsOf} from './define.js';

const TAGS = {
  'chat-embed-form': ChatEmbedForm,
  'chat-embed-leave-message': ChatEmbedLeaveMessage,
  'chat-embed-prechat': ChatEmbedPrechat,
};

type Tags = typeof TAGS;

declare global {
  interface HTMLElementTagNameMap extends ElementsOf<Tags> {}
}

define(TAGS);
