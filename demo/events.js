// The list of events, newest on top: time, type, and the detail in short; in full when opened. Knows events; knows nothing of the chat.

/** Every event of `<chat-embed>`. */
export const EVENT_TYPES = [
  'chat-ready', 'chat-show', 'chat-hide', 'chat-start', 'chat-resume', 'chat-end', 'chat-clear', 'chat-reset', 'chat-status', 'chat-connection',
  'chat-message', 'chat-message-status', 'chat-unread', 'chat-participant', 'chat-handoff', 'chat-queue', 'chat-availability', 'chat-prechat',
  'chat-idle', 'chat-resolution', 'chat-csat', 'chat-identity', 'chat-reopen', 'chat-storage', 'chat-error',
  'chat-before-start', 'chat-before-end', 'chat-before-clear', 'chat-before-send',
];

/** More than anybody reads; the oldest go first. */
const MOST = 400;

const UUID = /^[0-9a-f]{8}-/;
const time = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3 });

function short(value) {
  if (typeof value === 'string') return UUID.test(value) ? value.slice(0, 8) : value;
  if (value === null || typeof value !== 'object') return String(value);
  return value.name ?? value.id ?? JSON.stringify(value);
}

function summary({ at: _at, sessionId: _sessionId, origin, ...rest }, source) {
  const parts = Object.entries(rest).map(([key, value]) => `${key} ${short(value)}`);
  if (origin === 'other-tab') parts.unshift('other tab');
  if (source) parts.unshift(source);
  return parts.join(' · ');
}

function element(tag, className, text) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
}

function row({ type, detail }, source) {
  const item = element('li');
  item.dataset.type = type;
  const details = element('details');
  const line = element('summary');
  const head = element('span', 'head');
  const when = element('time', '', time.format(detail.at));
  when.dateTime = new Date(detail.at).toISOString();
  head.append(element('b', '', type), ' ', when);
  line.append(head, ' ', element('span', 'short', summary(detail, source)));
  details.append(line);
  // Most are never opened.
  details.addEventListener('toggle', () => details.append(element('pre', '', JSON.stringify(detail, null, 2))), { once: true });
  item.append(details);
  return item;
}

/** Makes the list. Returns what lets it tell an element's events from now on; `source` names the element where there are several. */
export function startEvents({ list, count, filter, copy, clear, said }) {
  const records = [];
  const seen = new Set();

  const matches = (type) => filter.value === '' || filter.value === type;
  const shown = () => records.filter(({ type }) => matches(type));
  const recount = () => (count.textContent = String(shown().length));

  const offer = (type) => {
    if (seen.has(type)) return;
    seen.add(type);
    const after = [...filter.options].find(({ value }) => value > type) ?? null;
    filter.insertBefore(element('option', '', type), after);
  };

  const add = ({ type, detail }, source) => {
    const item = row({ type, detail }, source);
    item.hidden = !matches(type);
    records.unshift({ type, detail, item });
    if (records.length > MOST) records.pop().item.remove();
    list.prepend(item);
    offer(type);
    recount();
  };

  filter.addEventListener('change', () => {
    for (const { type, item } of records) item.hidden = !matches(type);
    recount();
  });
  clear.addEventListener('click', () => {
    records.length = 0;
    list.replaceChildren();
    recount();
    said.textContent = 'The list is empty.';
  });
  copy.addEventListener('click', async () => {
    const lines = shown().map(({ type, detail }) => JSON.stringify({ type, ...detail }));
    const done = await navigator.clipboard?.writeText(lines.join('\n')).then(() => true, () => false);
    said.textContent = done ? `${lines.length} events copied, one JSON object a line.` : 'The browser did not allow copying.';
    copy.textContent = done ? 'Copied' : 'Not allowed';
    setTimeout(() => (copy.textContent = 'Copy'), 1600);
  });

  return (element, source) => {
    for (const type of EVENT_TYPES) element.addEventListener(type, (event) => add(event, source));
  };
}
