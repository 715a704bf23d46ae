// The developer panel: every method with what became of it, attributes, vetoes, the state and the events, live. Knows the chat as any
// page does: by its methods, attributes, state and events.
import { startCalls } from './calls.js';
import { EVENT_TYPES, startEvents } from './events.js';
import './languages.js';
import { startSettings } from './settings.js';

const chat = document.getElementById('support');
const byId = (id) => document.getElementById(id);
const panel = byId('panel');
const toggle = byId('panel-toggle');

// --- open and closed -------------------------------------------------------------------------------------------------------------

const HASH = '#developer';

function setOpen(open) {
  panel.hidden = !open;
  toggle.hidden = open;
  toggle.setAttribute('aria-expanded', String(open));
  // The address remembers it, so that a reload in mid-test keeps the panel.
  const { pathname, search } = location;
  if (open !== (location.hash === HASH)) history.replaceState(null, '', pathname + search + (open ? HASH : ''));
}

function close() {
  setOpen(false);
  toggle.focus();
}

toggle.addEventListener('click', () => {
  setOpen(true);
  byId('panel-title').focus();
});
byId('panel-close').addEventListener('click', close);
panel.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && !event.defaultPrevented) close();
});
addEventListener('hashchange', () => location.hash === HASH && setOpen(true));
if (location.hash === HASH) setOpen(true);

// --- events ----------------------------------------------------------------------------------------------------------------------

const listEvents = startEvents({
  list: byId('events'),
  count: byId('event-count'),
  filter: byId('event-filter'),
  copy: byId('event-copy'),
  clear: byId('event-clear'),
  said: byId('event-said'),
});

function follow(element, name) {
  listEvents(element, name);
  // The state is asked once everybody has been told.
  for (const type of EVENT_TYPES) element.addEventListener(type, () => queueMicrotask(showState));
}

// --- state -----------------------------------------------------------------------------------------------------------------------

const fields = new Map([...panel.querySelectorAll('[data-state]')].map((field) => [field.dataset.state, field]));

/** The chat whose methods are called, and whose state is shown. */
const called = () => byId(byId('target').value) ?? chat;

function showState() {
  const { state } = called();
  if (!state) return;
  const { session } = state;
  const place = session.queue?.position === undefined ? '' : `, place ${session.queue.position}`;
  const texts = {
    window: state.window,
    connection: state.connection,
    session: session.status,
    owner: session.owner === null ? '–' : session.owner + place,
    unread: String(state.unread),
    storage: state.storage,
    visitor: state.identity.name ?? state.identity.email ?? state.identity.kind,
    sessions: state.sessions.status === 'none' ? '–' : `${state.sessions.items.length}${state.sessions.status === 'more' ? '+' : ''}`,
    available: state.availability?.state ?? '–',
    id: session.id ?? '–',
  };
  for (const [name, text] of Object.entries(texts)) {
    const field = fields.get(name);
    if (field.textContent === text) continue;
    field.textContent = text;
    field.dataset.value = text;
  }
  offerSessions(state.sessions.items);
}

const choice = byId('session-choice');
let offered;

/** The sessions to choose from, by what was said last in them. */
function offerSessions(items) {
  if (items === offered) return;
  offered = items;
  const options = items.map(({ id, status, lastMessage }) => new Option(`${status}: ${lastMessage?.text ?? id}`.slice(0, 48), id));
  choice.replaceChildren(...(options.length > 0 ? options : [new Option('list them first', '')]));
}

follow(chat);
customElements.whenDefined('chat-embed').then(showState);
// The list of sessions changes without an event.
setInterval(() => panel.hidden || showState(), 500);

// --- methods, attributes and vetoes ----------------------------------------------------------------------------------------------

startCalls([byId('calls'), byId('more-calls'), byId('care-calls')], { target: called, twice: byId('twice'), examples: byId('start-example') });

const pageForm = byId('page-form');
const pageLink = byId('page-link');

/** The address of the chat as a page, with what the form asks for. */
function showPageLink() {
  const query = new URLSearchParams([...new FormData(pageForm)].map(([name, value]) => [name, value === 'on' ? 'true' : value]).filter(([, value]) => value));
  pageLink.href = pageLink.textContent = `/chat.html?${query}`;
}
pageForm.addEventListener('input', showPageLink);
pageForm.addEventListener('submit', (event) => {
  event.preventDefault();
  window.open(pageLink.href, 'chat', 'popup,width=420,height=720');
});
showPageLink();

let followed = false;

/** A second chat tells its events into the same list, and can be called. */
function onSecond(there) {
  byId('target').hidden = !there;
  if (!there) byId('target').value = chat.id;
  if (there && !followed) follow(byId('second'), 'second');
  followed ||= there;
  showState();
}

startSettings(chat, byId('settings'), { place: byId('second-place'), onSecond });
byId('target').addEventListener('change', showState);

for (const { name } of byId('vetoes').elements) {
  chat.addEventListener(name, (event) => {
    if (byId('vetoes').elements[name].checked) event.preventDefault();
  });
}
