/**
 * What a conversation says to its visitor beyond messages, loaded when there is something of it: whether an answer helped, how the chat was, that
 * silence will end it. Importing it defines the parts. Knows their tags; refuses to know when they are needed.
 */
// The window is there already; naming it keeps the bundler from cutting it into what is shared with this and what is not.
import './index.js';
import {ChatEmbedIdle} from './chat-idle.js';
import {ChatEmbedResolution} from './chat-resolution.js';
import {ChatEmbedSurvey} from './chat-survey.js';
import {define, type ElementsOf} from './define.js';

const TAGS = {
  'chat-embed-idle': ChatEmbedIdle,
  'chat-embed-resolution': ChatEmbedResolution,
  'chat-embed-survey': ChatEmbedSurvey,
};

type Tags = typeof TAGS;

declare global {
  interface HTMLElementTagNameMap extends ElementsOf<Tags> {}
}

define(TAGS);
