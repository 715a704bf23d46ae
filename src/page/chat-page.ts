/**
 * The chat as a page of its own: carries out what its address asks for, each thing once, and always leaves something on the screen. Knows the
 * chat as any page does, by its attributes, methods and events, and is loaded before it; refuses to know how a chat works.
 */
import type {ChatEmbed} from '../element/chat-embed.js';
import {readParameters, type PageParameters} from './parameters.js';
import {speak} from './words.js';

/** What is left to do. Kept in this entry of the history, so that a reload in the middle neither loses it nor does it twice. */
interface Errand {
  readonly reset: boolean;
  readonly send: string;
}

const NO_ERRAND: Errand = {reset: false, send: ''};

const chat = document.querySelector('chat-embed') as ChatEmbed;
const closed = document.querySelector<HTMLElement>('.closed')!;
const [closedTitle, closedText, wayBack] = [...closed.querySelectorAll<HTMLElement>('h1, p, button')] as [HTMLElement, HTMLElement, HTMLElement];
const {parameters, wrong, rest} = readParameters(location.search);
const {tag, words} = speak([parameters.locale, chat.getAttribute('locale'), ...navigator.languages].filter((one) => one != null));

let errand = errandOf(parameters);
keep(errand);
/** The conversation has ended since the chat was last shown. */
let over = false;
let comeBack = (): void => void chat.show();
/** It is being ended, and the chat is hidden because of that. */
let ending = false;

document.documentElement.lang = tag;
document.documentElement.dir = words.dir;
setUp(parameters);
document.addEventListener('chat-before-end', (event) => (ending = !event.defaultPrevented));
chat.addEventListener('chat-end', () => {
  over = true;
  describe();
});
chat.addEventListener('chat-hide', close);
chat.addEventListener('chat-show', open);
wayBack.addEventListener('click', () => comeBack());
// A script that could not be fetched tells nobody but the document.
document.addEventListener('error', ({target}) => target instanceof HTMLScriptElement && fail(), {capture: true});
if (wrong.length > 0) tell(words.wrong(wrong.join(', ')));
void run();

/** What this visit is asked to do, by its address or by what an earlier load of it has left. */
function errandOf({resetWindow, sendMessage}: PageParameters): Errand {
  const {chatPage: left = NO_ERRAND} = (history.state ?? {}) as {readonly chatPage?: Errand};
  return {reset: resetWindow || left.reset, send: sendMessage ?? left.send};
}

/** What is left to do from now on; the address has forgotten it. */
function keep(next: Errand): void {
  errand = next;
  history.replaceState({chatPage: next}, '', location.pathname + rest + location.hash);
}

function setUp({heading, locale, sessionId, showCloseIcon, singleThread}: PageParameters): void {
  if (heading) chat.setAttribute('heading', heading);
  if (sessionId) chat.setAttribute('session-id', sessionId);
  if (showCloseIcon) chat.setAttribute('show-close-icon', '');
  if (singleThread) chat.setAttribute('single-thread', '');
  chat.setAttribute('locale', locale ?? tag);
  document.title = chat.getAttribute('heading') ?? words.title;
}

/** The reset comes before the message: the message belongs to the page that is fresh then. */
async function run(): Promise<void> {
  await customElements.whenDefined('chat-embed');
  if (errand.reset) {
    // The session is over and gone when this is told; the server may hear of it later.
    chat.addEventListener('chat-reset', () => keep({...errand, reset: false}), {once: true});
    await chat.resetWindow().catch(() => undefined);
    keep({...errand, reset: false});
  }
  if (errand.send) await send(errand.send);
}

/** Resolves when the message is on this device, or when the visitor has been told that it is not. */
async function send(text: string): Promise<void> {
  try {
    await chat.sendMessage(text).catch((error: unknown) => {
      if ((error as {code?: string}).code !== 'session-ended') throw error;
      // What is over makes room: following a link that asks something is asking for a chat.
      return chat.startChat().then(() => chat.sendMessage(text));
    });
    keep({...errand, send: ''});
  } catch (error) {
    // It is the draft behind the form that comes first, so it is not lost.
    if ((error as {code?: string}).code === 'prechat-required') return keep({...errand, send: ''});
    tell(`${words.notSent} “${text}”`, words.tryAgain, () => void send(text));
  }
}

/** The chat has been hidden. A tab that was opened for it goes away; everything else says calmly how things stand, and how to come back. */
function close(): void {
  // With nothing to go back to, this is a pop-out, or a link that has opened a tab of its own: another page may close neither.
  if (!ending && history.length === 1) window.close();
  describe();
  chat.hidden = true;
  closed.hidden = false;
  closedTitle.focus();
}

function describe(): void {
  closedTitle.textContent = words.closed;
  closedText.textContent = standing();
  wayBack.textContent = words.openAgain;
}

/** How things stand. One conversation may have ended for another one; where nothing has been said, there is nothing to tell. */
function standing(): string {
  const {session, sessions, draft} = chat.state;
  if (session.status === 'ended' || (over && session.status !== 'starting' && session.status !== 'active')) return words.ended;
  return session.id || sessions.items.length > 0 || draft ? words.goesOn : '';
}

function open(): void {
  over = ending = false;
  closed.hidden = true;
  chat.hidden = false;
}

/** The element itself could not be had: there is no chat to say so. */
function fail(): void {
  closedTitle.textContent = words.title;
  closedText.textContent = words.loadFailed;
  wayBack.textContent = words.reload;
  comeBack = () => location.reload();
  chat.hidden = true;
  closed.hidden = false;
}

/** Says something above the conversation until it is dismissed or acted upon. */
function tell(text: string, label = words.dismiss, act: () => void = () => undefined): void {
  const notice = document.createElement('div');
  notice.slot = 'banner';
  notice.className = 'notice';
  const line = document.createElement('p');
  line.setAttribute('role', 'status');
  line.dir = 'auto';
  line.textContent = text;
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = label;
  button.addEventListener('click', () => {
    notice.remove();
    act();
  });
  notice.append(line, button);
  chat.append(notice);
}
