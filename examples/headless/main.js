// A small chat of its own on `createChat()` alone: no element, no Lit, no framework. State goes one way, from the chat to the page; every button
// calls one verb. Text is only ever set as text.
import { createChat } from '/dist/headless.js';

const chat = await createChat({ endpoint: location.origin });
const byId = (id) => document.getElementById(id);
const text = byId('text');

/** An element with text and attributes; `on` handles its click. */
function make(tag, { on, ...attributes } = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== undefined) element.setAttribute(name, value);
  element.append(...children);
  if (on) element.addEventListener('click', on);
  return element;
}

const button = (label, on) => make('button', { type: 'button', on }, label);

/** A verb that is refused says why in its error; the state says the same, so there is nothing to do here but to show it. */
async function ask(verb) {
  try {
    return await verb;
  } catch (error) {
    say(error.message);
    return undefined;
  }
}

function say(words) {
  byId('notice').hidden = !words;
  byId('notice').textContent = words;
}

const DELIVERY = { queued: 'waiting', sent: 'sent', delivered: 'delivered', failed: 'not sent' };

function entryOf(entry) {
  if (entry.kind === 'notice') return make('li', { class: 'notice' }, noticeOf(entry));
  const line = make('li', { class: entry.author.role }, entry.text);
  if (entry.streaming) line.setAttribute('aria-busy', 'true');
  if (entry.delivery) line.append(make('small', {}, DELIVERY[entry.delivery]));
  if (entry.delivery === 'failed') line.append(button('Try again', () => ask(chat.retryMessage(entry.id))));
  for (const { title, url } of entry.sources ?? []) {
    // A link from the wire: only what a browser may safely open.
    if (URL.canParse(url, location.href) && /^https?:$/.test(new URL(url, location.href).protocol)) {
      line.append(make('small', {}, make('a', { href: url, rel: 'noopener' }, title)));
    }
  }
  return line;
}

function noticeOf({ notice, participant, to, by }) {
  switch (notice) {
    case 'joined':
      return `${participant.name} joined`;
    case 'left':
      return `${participant.name} left`;
    case 'reopened':
      return `${participant.name} opened the chat again`;
    case 'handoff':
      return to === 'queue' ? 'Looking for a person' : to === 'bot' ? 'The assistant answers again' : 'A person answers now';
    case 'ended':
      return `Ended by the ${by}`;
    default:
      return '';
  }
}

function aboutOf({ connection, session, typing, availability, identity }) {
  const parts = [identity.kind, session.status];
  if (connection !== 'idle' && connection !== 'online') parts.push(connection);
  if (session.owner === 'queue') parts.push(session.queue ? `place ${session.queue.position}` : 'waiting');
  if (typing.length > 0) parts.push(`${typing.map(({ name }) => name).join(', ')} is typing`);
  if (availability?.state === 'away') parts.push('our team is away');
  return parts.join(' · ');
}

/** What the visitor is asked now: the form, whether an answer helped, how it was, whether to go on. */
function asksOf({ prechat, resolution, session }) {
  if (prechat) return [formOf(prechat)];
  const asks = [];
  if (resolution) {
    asks.push(
      'Did this solve it?',
      button('Yes', () => ask(chat.answerResolution(resolution.messageId, true))),
      button('I still need help', () => ask(chat.answerResolution(resolution.messageId, false))),
    );
  }
  const { csat, idle, reopened, status } = session;
  if (csat && csat.score === undefined && !csat.skipped) {
    asks.push('How was it?', ...[1, 2, 3, 4, 5].map((score) => button(String(score), () => ask(chat.submitCsat({ score })))));
    asks.push(button('Skip', () => ask(chat.skipCsat())));
  }
  if (idle) asks.push(`This chat ends at ${new Date(idle.endsAt).toLocaleTimeString()}.`, button('Keep chatting', () => ask(chat.keepChatting())));
  if (reopened) asks.push(button('Continue this chat', () => ask(chat.continueSession())));
  if (status === 'ended') asks.push(button('Start a new chat', () => ask(chat.resetWindow())));
  return asks;
}

function formOf({ fields, values, errors }) {
  const form = make('form', { 'aria-label': 'Before we begin' });
  for (const { name, label, type = 'text', required, hidden } of fields) {
    if (hidden) continue;
    const input = make('input', { name, type, value: values[name] ?? '', required: required ? '' : undefined });
    form.append(make('label', {}, `${label} `, input, errors[name] ? ` (${errors[name]})` : ''));
  }
  form.append(make('button', {}, 'Start'));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void ask(chat.submitPrechat(Object.fromEntries(new FormData(form))));
  });
  return form;
}

function sessionOf({ id, lastMessage, status, unread }, current) {
  const words = `${lastMessage?.text ?? 'New conversation'}${status === 'ended' ? ' (ended)' : ''}${unread ? ` (${unread} new)` : ''}`;
  const open = button(words, () => ask(chat.openSession(id)));
  if (id === current) open.setAttribute('aria-current', 'true');
  return make('li', {}, open);
}

let asked = '';
function render() {
  const { state } = chat;
  const over = state.session.status === 'ended' || state.session.status === 'ending';
  const log = byId('log');
  const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 40;
  log.replaceChildren(
    ...(state.history === 'more' ? [make('li', { class: 'notice' }, button('Earlier messages', () => ask(chat.loadMore())))] : []),
    ...state.entries.map(entryOf),
  );
  if (atEnd) log.scrollTop = log.scrollHeight;
  byId('about').textContent = aboutOf(state);
  byId('sessions').replaceChildren(...state.sessions.items.map((session) => sessionOf(session, state.session.id)));
  // What is asked is made anew only when it is another thing: a form must not lose what is being typed into it.
  const next = JSON.stringify([state.prechat?.fields, state.prechat?.errors, state.resolution, state.session]);
  if (next !== asked) byId('asks').replaceChildren(...asksOf(state));
  asked = next;
  byId('say').hidden = over || state.prechat !== null;
  byId('stop').hidden = !state.entries.some((entry) => entry.kind === 'message' && entry.streaming);
  byId('person').hidden = !chat.capabilities.handoff || over || (state.session.owner ?? 'bot') !== 'bot';
  byId('end').hidden = state.session.status !== 'active';
  if (state.error) say(state.error.message);
  if (document.activeElement !== text) text.value = state.draft;
}

chat.subscribe(render);
byId('say').addEventListener('submit', async (event) => {
  event.preventDefault();
  if ((await ask(chat.sendMessage(text.value))) !== undefined) text.value = '';
});
text.addEventListener('input', () => chat.setDraft(text.value));
text.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  byId('say').requestSubmit();
});
byId('person').addEventListener('click', () => ask(chat.requestHandoff('asked')));
byId('stop').addEventListener('click', () => ask(chat.stopAnswer()));
byId('end').addEventListener('click', () => ask(chat.endChat({ then: 'stay' })));
byId('new').addEventListener('click', () => ask(chat.newThread()));

await chat.ready;
// This page is the chat: it is always in sight, so what arrives is read.
chat.show();
chat.subscribe(() => document.hasFocus() && chat.markRead());
void ask(chat.listSessions());
render();
