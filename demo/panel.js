// The developer panel: every method with what became of it, attributes, vetoes, the state and the events, live. Knows the chat as any
// page does: by its methods, attributes, state and events.
import { EVENT_TYPES, startEvents } from './events.js';

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

// --- state -----------------------------------------------------------------------------------------------------------------------

const fields = new Map([...panel.querySelectorAll('[data-state]')].map((field) => [field.dataset.state, field]));

function showState() {
  const { state } = chat;
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
    id: session.id ?? '–',
  };
  for (const [name, text] of Object.entries(texts)) {
    const field = fields.get(name);
    if (field.textContent === text) continue;
    field.textContent = text;
    field.dataset.value = text;
  }
}

// The state is asked once everybody has been told.
for (const type of EVENT_TYPES) chat.addEventListener(type, () => queueMicrotask(showState));
customElements.whenDefined('chat-embed').then(showState);

// --- methods ---------------------------------------------------------------------------------------------------------------------

const PARAMETERS = {
  sendMessage: (form) => [form.get('text')],
  requestHandoff: (form) => (form.get('reason') ? [form.get('reason')] : []),
  endChat: (form) => [{ then: form.get('then') }],
  startNewSession: (form) => (form.get('id').trim() ? [form.get('id').trim()] : []),
};

const UUID = /^([0-9a-f]{8})-[0-9a-f-]{27}$/;

function sayValue(value) {
  if (value === undefined) return 'resolved';
  if (typeof value !== 'object' || value === null) return String(value).replace(UUID, '$1…');
  return Object.entries(value).map(([key, part]) => `${key} ${String(part).replace(UUID, '$1…')}`).join(', ');
}

function say(output, kind, text) {
  output.dataset.kind = kind;
  output.textContent = text;
}

async function run(form, verb) {
  const output = form.querySelector('output');
  const parameters = PARAMETERS[verb]?.(new FormData(form)) ?? [];
  const name = form.classList.contains('three') ? `${verb}(): ` : '';
  say(output, 'pending', `${name}pending …`);
  await customElements.whenDefined('chat-embed');
  const started = performance.now();
  const took = () => `${Math.round(performance.now() - started)} ms`;
  try {
    const value = await chat[verb](...parameters);
    say(output, 'resolved', `${name}${sayValue(value)} · ${took()}`);
  } catch (error) {
    say(output, 'rejected', `${name}${error.code ?? error.name}: ${error.message} · ${took()}`);
  }
  showState();
}

byId('calls').addEventListener('submit', (event) => {
  event.preventDefault();
  // Enter in a field presses the form's own button.
  void run(event.target, event.submitter.value);
});

// --- attributes and vetoes -------------------------------------------------------------------------------------------------------

const settings = byId('settings');
const root = document.documentElement;
const OF_THE_PAGE = {
  dir: { read: () => root.dir || 'ltr', write: (value) => (root.dir = value) },
  theme: { read: () => root.dataset.theme ?? '', write: (value) => (value ? (root.dataset.theme = value) : delete root.dataset.theme) },
};

function setting(name) {
  return (
    OF_THE_PAGE[name] ?? {
      read: () => chat.getAttribute(name),
      write: (value) => (value ? chat.setAttribute(name, value) : chat.removeAttribute(name)),
    }
  );
}

for (const control of settings.elements) {
  const value = setting(control.name).read();
  if (value !== null) control.value = value;
}
settings.addEventListener('change', ({ target }) => setting(target.name).write(target.value));
settings.addEventListener('submit', (event) => event.preventDefault());

for (const { name } of byId('vetoes').elements) {
  chat.addEventListener(name, (event) => {
    if (byId('vetoes').elements[name].checked) event.preventDefault();
  });
}

startEvents(chat, {
  list: byId('events'),
  count: byId('event-count'),
  filter: byId('event-filter'),
  copy: byId('event-copy'),
  clear: byId('event-clear'),
  said: byId('event-said'),
});
