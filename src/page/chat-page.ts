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
const {parameters, wrong, rest} = readParameters(location.search);
const {tag, words} = speak([parameters.locale, chat.getAttribute('locale'), ...navigator.languages].filter((one) => one != null));

let errand = takeErrand(parameters);
/** The visitor or the other side has ended the conversation since the chat was last shown. */
let over = false;

document.documentElement.lang = tag;
document.documentElement.dir = words.dir;
setUp(parameters);
chat.addEventListener('chat-end', () => (over = true));
chat.addEventListener('chat-hide', close);
chat.addEventListener('chat-show', open);
closed.querySelector('button')!.addEventListener('click', () => void chat.show());
// A script that could not be fetched tells nobody but the document.
document.addEventListener('error', ({target}) => target instanceof HTMLScriptElement && fail(), {capture: true});
if (wrong.length > 0) tell(words.wrong(wrong.join(', ')));
void run();

/** What this visit is asked to do, by its address or by what an earlier load of it has left; the address forgets it at once. */
function takeErrand({resetWindow, sendMessage}: PageParameters): Errand {
  const {chatPage: left = NO_ERRAND} = (history.state ?? {}) as {readonly chatPage?: Errand};
  const asked: Errand = {reset: resetWindow || left.reset, send: sendMessage ?? left.send};
  keep(asked);
  return asked;
}

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
  } catch {
    tell(`${words.notSent} “${text}”`, words.tryAgain, () => void send(text));
  }
}

/** The chat has been hidden. A pop-out goes away; everything else says calmly that nothing is lost, and how to come back. */
function close(): void {
  if (!over && (window.opener || !window.toolbar.visible)) window.close();
  const [title, text] = closed.querySelectorAll('h1, p');
  title!.textContent = words.closed;
  text!.textContent = over ? words.ended : words.goesOn;
  closed.querySelector('button')!.textContent = over ? words.startNew : words.openAgain;
  chat.hidden = true;
  closed.hidden = false;
  closed.querySelector('h1')!.focus();
}

function open(): void {
  over = false;
  closed.hidden = true;
  chat.hidden = false;
}

/** The element itself could not be had: there is no chat to say so. */
function fail(): void {
  const [title, text] = closed.querySelectorAll('h1, p');
  title!.textContent = words.title;
  text!.textContent = words.loadFailed;
  const button = closed.querySelector('button')!;
  button.textContent = words.reload;
  button.addEventListener('click', () => location.reload());
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
