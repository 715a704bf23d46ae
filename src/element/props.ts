/** What a template may set on `<chat-embed>`, for frameworks whose templates are typed. Types alone; knows the element's members by their kind. */
import type {LitElement} from 'lit';
import type {ChatEmbed} from './chat-embed.js';
import type {ChatEmbedEventMap} from './events.js';

type Own = Exclude<keyof ChatEmbed, keyof LitElement | 'ready' | 'state' | 'queue'>;
type Verb = {[Name in Own]: ChatEmbed[Name] extends (...parameters: never[]) => Promise<unknown> ? Name : never}[Own];

/** Properties by their names, and listeners as React and Svelte spell them: `onchat-end`. */
export type ChatEmbedProps = Partial<Pick<ChatEmbed, Exclude<Own, Verb>>> & {
  readonly [Type in keyof ChatEmbedEventMap as `on${Type}`]?: (event: ChatEmbedEventMap[Type]) => void;
};
