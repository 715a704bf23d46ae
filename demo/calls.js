// A method for each button: with what its form says, and what became of it. Knows the public methods; nothing of attributes and events.

const json = (text) => (text.trim() ? JSON.parse(text) : undefined);
const ifAny = (text) => (text.trim() ? [text.trim()] : []);

/** What a method is called with. */
const PARAMETERS = {
  startChat: (form) => [json(form.get('attributes') ?? '')].filter((attributes) => attributes !== undefined),
  sendMessage: (form) => [form.get('text')],
  requestHandoff: (form) => ifAny(form.get('reason')),
  endChat: (form) => [{ then: form.get('then') }],
  openSession: (form) => [form.get('sessionId')],
  identify: (form) => [form.has('token') ? { token: form.get('token') } : { name: form.get('name'), email: form.get('email') }],
  startNewSession: (form) => ifAny(form.get('id')),
  setPrechat: (form) => [json(form.get('answers'))],
  submitPrechat: (form) => [json(form.get('answers'))],
  leaveMessage: (form) => [{ email: form.get('email'), text: form.get('text') }],
  answerResolution: (form, { entries }) => [entries.findLast(({ participant }) => participant?.role === 'bot')?.id ?? '', form.get('solved') === 'true'],
  submitCsat: (form) => [{ score: Number(form.get('score')) }],
};

/** What `startChat()` can be tried with; the last two are refused. */
const EXAMPLES = {
  'a queue': { routing: { queueId: 'sales', fallback: true } },
  'an agent, or else': { routing: { agentId: 'the id in chat-participant', fallback: false }, fallbackRouting: [{ queueId: 'support' }] },
  'details, context': {
    details: [{ label: 'Plan', value: 'Pro', shown: true }, { label: 'Score', value: '42', shown: false }],
    context: { orderId: '4711' },
  },
  'answers to the form': { prechat: { name: 'Ada Lovelace', email: 'ada@example.com', topic: 'server' } },
  'an unknown name': { directToAgentRouting: { buttonId: '573' } },
  'a routing too short': { routing: { queueId: 'sales' } },
};

const UUID = /^([0-9a-f]{8})-[0-9a-f-]{27}$/;

const sayPart = (value) => (typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value).replace(UUID, '$1…'));

function sayValue(value) {
  if (value === undefined) return 'resolved';
  if (typeof value !== 'object' || value === null) return sayPart(value);
  return Object.entries(value).map(([key, part]) => `${key} ${sayPart(part)}`).join(', ');
}

/** One call: whether it resolved, and with what. */
async function outcome(call) {
  const started = performance.now();
  const took = () => `${Math.round(performance.now() - started)} ms`;
  try {
    const value = await call();
    return { kind: 'resolved', text: `${sayValue(value)} · ${took()}` };
  } catch (error) {
    return { kind: 'rejected', text: `${error.code ?? error.name}: ${error.message} · ${took()}` };
  }
}

function say(output, kind, text) {
  output.dataset.kind = kind;
  output.textContent = text;
}

/** An example as JSON, one attribute a line. */
const written = (example) => `{\n${Object.entries(example).map(([name, value]) => `  "${name}": ${JSON.stringify(value)}`).join(',\n')}\n}`;

function offerExamples(choice) {
  const field = choice.form.elements.attributes;
  choice.append(...Object.keys(EXAMPLES).map((name) => new Option(name)));
  choice.addEventListener('change', () => {
    const example = EXAMPLES[choice.value];
    field.hidden = !example;
    field.value = example ? written(example) : '';
  });
}

/** Makes the buttons of `groups` call `target()`, twice at once where `twice` is on. */
export function startCalls(groups, { target, twice, examples }) {
  const run = async (form, verb) => {
    const output = form.querySelector('output');
    const name = form.classList.contains('three') ? `${verb}(): ` : '';
    say(output, 'pending', `${name}pending …`);
    await customElements.whenDefined('chat-embed');
    const chat = target();
    const values = new FormData(form);
    const call = async () => chat[verb](...(PARAMETERS[verb]?.(values, chat.state) ?? []));
    const outcomes = await Promise.all((twice.checked ? [call, call] : [call]).map(outcome));
    const kind = outcomes.some((one) => one.kind === 'rejected') ? 'rejected' : 'resolved';
    say(output, kind, name + outcomes.map(({ text }) => text).join('\n'));
  };

  offerExamples(examples);
  for (const group of groups) {
    group.addEventListener('submit', (event) => {
      event.preventDefault();
      // Enter in a field presses the form's own button.
      void run(event.target, event.submitter.value);
    });
  }
}
