/**
 * What an element and its host both write down. Only the shape: the element begins it, because it is there first, and the host goes on with it.
 */
import type {FirstWords} from '../i18n/first-words.js';
import type {LauncherStrings} from '../i18n/launcher-strings.js';
import type {ChatState} from '../model/chat-state.js';
import type {Intent} from './focus-keeper.js';

export interface Desk {
  /** What is true while there is no chat. */
  state: ChatState;
  /** Words of the launcher; all of them once a language has been loaded. */
  words: FirstWords | LauncherStrings;
  /** The element has arrived with `reset-window`, or without; absent where it has not arrived yet, or that has been seen to. */
  reset?: boolean | undefined;
  /** What the window is being opened with; absent where nobody has said so. */
  by?: Intent['by'] | undefined;
  /** The window was asked for and could not be had. */
  failed?: boolean;
  /** `chat-ready` has been told for this stay in the page. */
  told?: boolean;
  /** Resolves the element's `ready`. */
  becomeReady?: () => void;
}
