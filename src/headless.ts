/**
 * For programs: a chat without any window. Wires the session to this browser's storage, tabs and page, or to nothing of the kind in Node.
 */
import {systemClock} from './clock/system-clock.js';
import {loadConnector} from './connectors/registry.js';
import {ChatError} from './model/errors.js';
import type {Identity} from './model/visitor.js';
import type {ChatSettings, HostChat} from './session/chat.js';
import {LiveChat} from './session/live-chat.js';
import type {AfterEnd} from './session/machine.js';
import {openStore} from './store/index.js';
import {openSurroundings} from './tabs/surroundings.js';
import {openTabs} from './tabs/index.js';

export {registerConnector} from './connectors/registry.js';
export {ChatError} from './model/errors.js';
export type {ChatErrorCode} from './model/errors.js';
export type {Chat, ChatSettings, EndOptions, EndResult, HostChat, StartAttributes, StartResult} from './session/chat.js';
export type {ChatEvent, ChatEventDetails, ChatEventType, CommonDetail} from './model/chat-event.js';
export type {Availability} from './model/availability.js';
export type {ChatState, ConnectionStatus, SessionList, SessionStatus, SessionView, WindowStatus} from './model/chat-state.js';
export type {Csat} from './model/csat.js';
export type {Delivery, Entry, Message, Notice} from './model/message.js';
export type {Participant, Role} from './model/participant.js';
export type {PrechatField, PrechatProblem, PrechatValues, PrechatView} from './model/prechat.js';
export type {Detail, Routing, RoutingTarget} from './model/routing.js';
export type {SessionSummary} from './model/session-summary.js';
export type {Claims, Identity, IdentityKind, VisitorView} from './model/visitor.js';
export type {AfterEnd} from './session/machine.js';

/** What `createChat()` takes. */
export interface ChatOptions {
  /** Base URL of the back end. In a page it may be relative to it; in Node it must be absolute. */
  readonly endpoint: string;
  /** Name of a registered connector; default `chat-embed`. */
  readonly connector?: string;
  /** Keeps chats of one origin apart that share connector and endpoint; default `default`. */
  readonly namespace?: string;
  /** Where to remember the session: `indexeddb` (default where there is one) or `memory`. */
  readonly storage?: 'indexeddb' | 'memory';
  /** The id for the first session that starts here: a UUID. If the visitor has a session with this id, it is taken up. */
  readonly sessionId?: string;
  /** What follows when the other side ends a session; default `stay`. */
  readonly afterEnd?: AfterEnd;
  /** BCP 47 language tag, told to the back end. */
  readonly locale?: string;
  /** JSON that the other side may see, for every session that starts here. */
  readonly context?: Readonly<Record<string, unknown>>;
  /** Who the visitor is, as `identify()` takes it. What this device remembers of anybody else is not shown. */
  readonly identity?: Identity;
  /** The visitor may have one open session only; default false. */
  readonly oneOpenSession?: boolean;
  /** Fields to ask for before a session starts; default none. */
  readonly prechat?: ChatSettings['prechat'];
  /** For every session that starts here without attributes of its own; as in `startChat()`. */
  readonly routing?: ChatSettings['routing'];
  readonly fallbackRouting?: ChatSettings['fallbackRouting'];
  readonly details?: ChatSettings['details'];
}

/**
 * Makes a chat. Resolves once its connector has been loaded; nothing is sent or stored before a verb is called. What this device remembers is in
 * `state` from `chat.ready` on. Rejects with `ChatError`: `bad-input` for an endpoint that is no URL or a session id that is no UUID,
 * `unknown-connector`, `load-failed`.
 */
export async function createChat(options: ChatOptions): Promise<HostChat> {
  const {connector = 'chat-embed', namespace = 'default', storage, endpoint: _, ...settings} = options;
  const endpoint = absolute(options.endpoint);
  const createConnector = await loadConnector(connector);
  const inPage = typeof document !== 'undefined';
  return new LiveChat({
    ...settings,
    store: openStore(storage),
    partition: {namespace, connector, endpoint},
    openTabs,
    clock: systemClock,
    surroundings: openSurroundings(),
    createConnector,
    endpoint,
    ...(inPage ? {page: () => ({url: location.origin + location.pathname, title: document.title})} : {}),
  });
}

function absolute(endpoint: string): string {
  try {
    return new URL(endpoint, typeof location === 'undefined' ? undefined : location.href).href.replace(/\/+$/, '');
  } catch (cause) {
    throw new ChatError('bad-input', `The endpoint "${endpoint}" is no URL. Use the address of the chat server, such as "https://chat.example.com".`, {cause});
  }
}
