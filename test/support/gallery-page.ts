/** The page behind `test/e2e/gallery.ts`: one window with a scripted chat in a state that the address names. */
import {loadStrings} from '../../src/i18n/index.js';
import type {ChatState} from '../../src/model/chat-state.js';
import type {PrechatField} from '../../src/model/prechat.js';
import '../../src/ui/index.js';
import {care, conversation, forms, presence} from '../../src/ui/later.js';
import {ACTIVE, AGENT, BOT, message, ScriptedChat, VISITOR} from './scripted-chat.js';

const minutes = (count: number): number => count * 60_000;
const FIELDS: readonly PrechatField[] = [
  {name: 'name', label: 'Your name', required: true},
  {name: 'email', label: 'E-mail', type: 'email', required: true, hint: 'So that we can answer if we lose each other.'},
  {name: 'topic', label: 'What is it about?', type: 'select', required: true, choices: [{value: 'order', label: 'An order'}, {value: 'other', label: 'Something else'}]},
  {name: 'order', label: 'Order number', type: 'number', maxLength: 10},
  {name: 'date', label: 'Day of delivery', type: 'date'},
  {name: 'question', label: 'Your question', type: 'textarea'},
  {name: 'consent', label: 'I agree that this conversation is kept for 30 days.', type: 'checkbox', required: true},
  {name: 'plan', label: 'Plan', value: 'pro', hidden: true},
];
const TALK = [
  message(VISITOR, 'How do I change the colours?', {delivery: 'delivered', at: Date.now() - minutes(3)}),
  message(BOT, 'Set the custom property `--chat-embed-accent` on the element:\n\n```css\nchat-embed {\n  --chat-embed-accent: seagreen;\n}\n```', {at: Date.now() - minutes(2), solves: true}),
];
const csat = {id: 'survey-1', requestedAt: 0};
const ended = {by: 'agent', reason: 'resolved', at: Date.now(), durationMs: 60_000, messageCount: 2} as const;
const session = ACTIVE.session!;
const prechat = {fields: FIELDS, values: {}, errors: {}};
const away = {state: 'away', bot: false, leaveMessage: true, reopensAt: Date.now() + minutes(60 * 40)} as const;
const notice = (rest: object) => ({kind: 'notice', id: `n${JSON.stringify(rest)}`, seq: 90, at: Date.now(), ...rest}) as ChatState['entries'][number];

const STATES: Readonly<Record<string, Partial<ChatState>>> = {
  fresh: {availability: {...away, bot: true}},
  prechat: {prechat},
  'prechat-filled': {prechat: {...prechat, values: {name: 'Nadia Weber', email: 'nadia@', topic: 'order', consent: 'true'}}},
  away: {availability: away},
  busy: {availability: {state: 'busy', bot: false, leaveMessage: true, estimateSeconds: 340}},
  idle: {...ACTIVE, entries: TALK, session: {...session, idle: {endsAt: Date.now() + 105_000}}},
  resolution: {...ACTIVE, entries: TALK, resolution: {messageId: TALK[1]!.id}},
  unsolved: {...ACTIVE, entries: [...TALK, notice({notice: 'resolution', messageId: TALK[1]!.id, solved: false})]},
  survey: {...ACTIVE, entries: [...TALK, notice({notice: 'resolution', messageId: TALK[1]!.id, solved: true})], session: {...session, csat}},
  ended: {...ACTIVE, participants: [BOT, AGENT], entries: TALK, session: {...session, status: 'ended', ended, csat}},
  'ended-plain': {...ACTIVE, participants: [BOT, AGENT], entries: TALK, session: {...session, status: 'ended', ended}},
  reopened: {...ACTIVE, participants: [BOT, AGENT], entries: TALK, session: {...session, status: 'ended', ended, reopened: true}},
  queue: {
    ...ACTIVE,
    entries: [...TALK, notice({notice: 'handoff', from: 'bot', to: 'queue', summary: 'Wants the accent in sea green and cannot find where to set it.'})],
    session: {...session, owner: 'queue', queue: {position: 3, estimateSeconds: 340}},
  },
};

const parameters = new URLSearchParams(location.search);
const chat = new ScriptedChat(STATES[parameters.get('state') ?? 'fresh']);
const strings = await loadStrings(parameters.get('locale') ?? 'en');
const made = document.createElement('chat-embed-window');
made.context = {chat, strings, options: {heading: 'Acme Support', mode: 'floating', closable: true}};
document.querySelector('main')!.append(made);
await Promise.all([conversation.load(), care.load(), forms.load(), presence.load()]);
document.documentElement.dataset.ready = '';
Object.assign(globalThis, {chat});
