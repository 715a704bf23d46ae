// The log of the three lives of a chat: a row for each moment, a line for each of window, network and session. Draws the example that
// the page tells, or what the chat on this page has done. Knows public events and state; changes nothing.

/** `[moment, window, network, session]`; a session that goes on says nothing new. */
const EXAMPLE = [
  ['Arrives on the page', 'hidden', 'idle', 'none'],
  ['Opens the chat, asks', 'shown', 'online', 'bot'],
  ['Closes the window', 'hidden', 'online', 'bot'],
  ['The train enters a tunnel', 'hidden', 'offline', 'bot'],
  ['Out again, reloads', 'shown', 'online', 'bot'],
  ['Asks for a person', 'shown', 'online', 'queue'],
  ['Maren takes over', 'shown', 'online', 'agent'],
  ['Maren ends it', 'shown', 'idle', 'ended'],
];

const WORDS = { bot: 'active, bot', queue: 'active, in line', agent: 'active, person' };

const OWNERS = { bot: 'The bot answers', queue: 'You wait for a person', agent: 'A person takes over' };
const CONNECTIONS = {
  idle: 'Nothing left to connect for',
  connecting: 'The chat connects',
  online: 'The chat is connected',
  reconnecting: 'The connection breaks',
  offline: 'The network is gone',
};

/** What an event means to somebody who reads the page. */
const MOMENTS = {
  'chat-show': () => 'The window opens',
  'chat-hide': () => 'The window closes',
  'chat-start': () => 'A session starts',
  'chat-resume': () => 'The session is resumed',
  'chat-end': ({ endedBy }) => (endedBy === 'visitor' || endedBy === 'host' ? 'You end the session' : 'The other side ends it'),
  'chat-handoff': ({ to }) => OWNERS[to],
  'chat-connection': ({ status }) => CONNECTIONS[status],
  'chat-status': ({ status }) => (status === 'starting' ? 'You begin a chat' : 'The session changes'),
};

/** One happening tells several facts; what follows this soon, in ms, belongs to the same row. */
const SAME_MOMENT = 500;

const MOST = 9;

function cell(value, before) {
  const td = document.createElement('td');
  td.dataset.value = value;
  const goesOn = value === before;
  if (goesOn) td.classList.add('goes-on');
  const span = document.createElement('span');
  span.className = goesOn ? 'unseen' : 'word';
  span.textContent = WORDS[value] ?? value;
  td.append(span);
  return td;
}

function draw(body, rows) {
  body.replaceChildren(
    ...rows.map(([moment, ...values], index) => {
      const tr = document.createElement('tr');
      const th = document.createElement('th');
      th.scope = 'row';
      th.textContent = moment;
      tr.append(th, ...values.map((value, lane) => cell(value, rows[index - 1]?.[lane + 1])));
      return tr;
    }),
  );
}

function read(chat) {
  const { window: shown, connection, session } = chat.state;
  const active = session.status === 'active' || session.status === 'starting';
  return [shown, connection, (active && session.owner) || session.status];
}

/** Draws into `table`, from now on. */
export function startLog(table, chat, choices) {
  const [body] = table.tBodies;
  const live = [];
  let source = 'example';
  const render = () => draw(body, source === 'example' ? EXAMPLE : live.slice(-MOST));

  let latest = -Infinity;
  const note = (moment) => {
    const values = read(chat);
    const last = live.at(-1);
    if (last && values.every((value, lane) => value === last[lane + 1])) return;
    const now = performance.now();
    if (now - latest < SAME_MOMENT) last.splice(1, values.length, ...values);
    else live.push([moment, ...values]);
    latest = now;
    if (source === 'live') render();
  };

  for (const [type, name] of Object.entries(MOMENTS)) {
    // The state is asked once everybody has been told.
    chat.addEventListener(type, ({ detail }) => queueMicrotask(() => note(name(detail))));
  }
  customElements.whenDefined('chat-embed').then(() => {
    note('You arrive on the page');
    latest = -Infinity;
  });
  for (const choice of choices) {
    choice.addEventListener('change', () => {
      source = choice.value;
      render();
    });
  }
  source = [...choices].find((choice) => choice.checked)?.value ?? source;
  render();
}
