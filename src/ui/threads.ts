/**
 * Everything that a window needs where there is a list of conversations, loaded then: importing it defines the parts. Knows their tags; refuses to
 * know when they are needed.
 */
// The window is there already; naming it keeps the bundler from cutting it into what is shared with this and what is not.
import './index.js';
import {ChatEmbedBack} from './chat-back.js';
import {ChatEmbedSessions} from './chat-sessions.js';
import {define, type ElementsOf} from './define.js';

export {ViewKeeper} from './view-keeper.js';

const TAGS = {
  'chat-embed-back': ChatEmbedBack,
  'chat-embed-sessions': ChatEmbedSessions,
};

type Tags = typeof TAGS;

declare global {
  interface HTMLElementTagNameMap extends ElementsOf<Tags> {}
}

define(TAGS);
