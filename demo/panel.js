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
  if (items === offered || items.length === 0) return;
  offered = items;
  const options = items.map(({ id, status, lastMessage }) => new Option(`${status}: ${lastMessage?.text ?? id}`.slice(0, 48), id));
  choice.replaceChildren(...options);
}

// The state is asked once everybody has been told.
for (const type of EVENT_TYPES) chat.addEventListener(type, () => queueMicrotask(showState));
customElements.whenDefined('chat-embed').then(showState);

// --- methods ---------------------------------------------------------------------------------------------------------------------

const PARAMETERS = {
  sendMessage: (form) => [form.get('text')],
  requestHandoff: (form) => (form.get('reason') ? [form.get('reason')] : []),
  endChat: (form) => [{ then: form.get('then') }],
  openSession: (form) => [form.get('sessionId')],
  identify: async (form) => [form.has('sub') ? { token: await tokenFor(form.get('sub')) } : { name: form.get('name'), email: form.get('email') }],
  startNewSession: (form) => (form.get('id').trim() ? [form.get('id').trim()] : []),
};

const UUID = /^([0-9a-f]{8})-[0-9a-f-]{27}$/;

/** Asks the page's server for a token, where it has one to give. */
async function tokenFor(sub) {
  const answer = await fetch(`${byId('verified').dataset.tokenFrom}?sub=${encodeURIComponent(sub)}`);
  if (!answer.ok) throw new Error(`The server gave no token: ${answer.status}.`);
  return (await answer.json()).token;
}
byId('verified').hidden = byId('verified').dataset.tokenFrom === '';

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
  const name = form.classList.contains('three') ? `${verb}(): ` : '';
  say(output, 'pending', `${name}pending …`);
  await customElements.whenDefined('chat-embed');
  const started = performance.now();
  const took = () => `${Math.round(performance.now() - started)} ms`;
  try {
    const value = await chat[verb](...((await PARAMETERS[verb]?.(new FormData(form))) ?? []));
    say(output, 'resolved', `${name}${sayValue(value)} · ${took()}`);
  } catch (error) {
    say(output, 'rejected', `${name}${error.code ?? error.name}: ${error.message} · ${took()}`);
  }
  showState();
}

for (const calls of [byId('calls'), byId('more-calls')]) {
  calls.addEventListener('submit', (event) => {
    event.preventDefault();
    // Enter in a field presses the form's own button.
    void run(event.target, event.submitter.value);
  });
}

byId('pop-out').addEventListener('click', (event) => {
  event.preventDefault();
  window.open(event.target.href, 'chat', 'popup,width=420,height=720');
});

// --- attributes and vetoes -------------------------------------------------------------------------------------------------------

const settings = byId('settings');
const root = document.documentElement;
const OF_THE_PAGE = {
  dir: { read: () => root.dir || 'ltr', write: (value) => (root.dir = value) },
  theme: { read: () => root.dataset.theme ?? '', write: (value) => (value ? (root.dataset.theme = value) : delete root.dataset.theme) },
};

/** The form that can be switched on. */
const PRECHAT = [
  { name: 'name', label: 'Your name', autocomplete: 'name' },
  { name: 'email', label: 'E-mail', type: 'email', required: true, autocomplete: 'email', hint: 'For when we lose each other.' },
  {
    name: 'topic',
    label: 'What is it about?',
    type: 'select',
    choices: [{ value: 'embed', label: 'Putting it on a page' }, { value: 'server', label: 'Running the server' }, { value: 'else', label: 'Something else' }],
  },
];

function setting(name) {
  return (
    OF_THE_PAGE[name] ?? {
      read: () => chat.getAttribute(name),
      write: (value) => (value ? chat.setAttribute(name, value) : chat.removeAttribute(name)),
    }
  );
}

function setSwitch({ name, checked }) {
  if (name === 'prechat') chat.prechat = checked ? PRECHAT : undefined;
  else chat.toggleAttribute(name, checked);
}

for (const control of settings.elements) {
  if (control.type === 'checkbox') {
    control.checked = chat.hasAttribute(control.name);
    continue;
  }
  const value = setting(control.name).read();
  if (value !== null) control.value = value;
}
settings.addEventListener('change', ({ target }) => (target.type === 'checkbox' ? setSwitch(target) : setting(target.name).write(target.value)));
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
