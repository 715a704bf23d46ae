// What the page says of its chats: attributes, properties, a second element. The address keeps what is not the page's own, so that a reload,
// which is an arrival, keeps it too. Knows attributes and properties; nothing of methods and events.

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

/** Whoever runs a server goes to support, everybody else to sales; a server without these queues asks its general line. */
const routing = ({ topic }) => ({ queueId: topic === 'server' ? 'support' : 'sales', fallback: true });

const root = document.documentElement;

/** A second element, made once: taking it away and adding it again is not the end of its session. */
function secondChat(place) {
  const element = document.createElement('chat-embed');
  element.id = 'second';
  element.setAttribute('mode', 'inline');
  element.setAttribute('heading', 'Second chat');
  return (kind, namespace) => {
    place.hidden = kind === '';
    if (kind === '') return void element.remove();
    element.setAttribute('namespace', kind === 'own' ? 'second' : namespace);
    if (!element.isConnected) place.append(element);
  };
}

/** Sets what the address says on `chat`, and from now on what `form` says. `onSecond` is told whether there is a second chat. */
export function startSettings(chat, form, { place, onSecond }) {
  const showSecond = secondChat(place);
  let second = '';

  /** How a control is read and written; all others are attributes of the chat. */
  const special = {
    dir: { read: () => root.dir || 'ltr', write: (value) => (root.dir = value) },
    theme: { read: () => root.dataset.theme ?? '', write: (value) => (value ? (root.dataset.theme = value) : delete root.dataset.theme) },
    prechat: { read: () => chat.prechat !== undefined, write: (on) => (chat.prechat = on ? PRECHAT : undefined) },
    routing: { read: () => chat.routing !== undefined, write: (on) => (chat.routing = on ? routing : undefined) },
    second: {
      read: () => second,
      write: (value) => {
        second = value;
        showSecond(value, chat.getAttribute('namespace') ?? 'default');
        onSecond(value !== '');
      },
    },
  };
  const switchOf = (name) => special[name] ?? { read: () => chat.hasAttribute(name), write: (on) => chat.toggleAttribute(name, on) };
  const textOf = (name) =>
    special[name] ?? { read: () => chat.getAttribute(name), write: (value) => (value ? chat.setAttribute(name, value) : chat.removeAttribute(name)) };

  /** Everything that can be set, by name. */
  const controls = new Map(
    [...form.elements].map((control) => {
      const isSwitch = control.type === 'checkbox';
      const { read, write } = (isSwitch ? switchOf : textOf)(control.name);
      const value = () => (isSwitch ? control.checked : control.value);
      const show = (wanted) => (isSwitch ? (control.checked = wanted) : (control.value = wanted));
      return [control.name, { isSwitch, read, write, value, show }];
    }),
  );

  const own = new Map();
  for (const [name, { read, show, value }] of controls) {
    const now = read();
    if (now !== null) show(now);
    own.set(name, value());
  }
  for (const [name, text] of new URLSearchParams(location.search)) {
    const control = controls.get(name);
    if (!control) continue;
    const wanted = control.isSwitch ? text !== 'false' : text;
    control.show(wanted);
    control.write(wanted);
  }

  const remember = () => {
    const query = new URLSearchParams();
    for (const [name, control] of controls) if (control.value() !== own.get(name)) query.set(name, String(control.value()));
    const text = query.toString();
    history.replaceState(null, '', `${location.pathname}${text && `?${text}`}${location.hash}`);
  };

  form.addEventListener('change', ({ target }) => {
    const control = controls.get(target.name);
    control.write(control.value());
    remember();
  });
  form.addEventListener('submit', (event) => event.preventDefault());
}
