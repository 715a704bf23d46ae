// The JSON of the agents' calls read into types: frames of the feed, and what a visitor's page told. Pure. What cannot be read is left
// out, because one odd chat must not empty the list.
import type { AgentStatus, Chat, LeftMessage, Participant, Queue } from '../protocol.js';
import type { FeedEvent } from './chats.js';

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
const number = (value: unknown): number | undefined => (typeof value === 'number' && Number.isFinite(value) ? value : undefined);
const oneOf = <T extends string>(known: readonly T[], value: unknown): T | undefined => known.find((word) => word === value);

const ROLES = ['visitor', 'bot', 'agent', 'system'] as const;

/** A participant, or `undefined`. */
function readParticipant(value: unknown): Participant | undefined {
  if (!isObject(value)) return undefined;
  const [id, role, name] = [text(value['id']), oneOf(ROLES, value['role']), text(value['name'])];
  return id === undefined || role === undefined || name === undefined ? undefined : { id, role, name };
}

function readLastMessage(value: unknown): Chat['lastMessage'] {
  if (!isObject(value)) return undefined;
  const [said, role, at] = [text(value['text']), oneOf(ROLES, value['role']), number(value['at'])];
  return said === undefined || role === undefined || at === undefined ? undefined : { text: said, role, at };
}

/** A queue, or nothing. */
export function readQueue(value: unknown): Queue[] {
  if (!isObject(value)) return [];
  const [id, name] = [text(value['id']), text(value['name'])];
  return id === undefined || name === undefined ? [] : [{ id, name }];
}

/** How an agent works, or `undefined`. */
export function readStatus(value: unknown): AgentStatus | undefined {
  if (!isObject(value)) return undefined;
  const agent = readParticipant(value['agent']);
  if (!agent) return undefined;
  const queues = Array.isArray(value['queues']) ? value['queues'].flatMap(readQueue) : undefined;
  return { agent, away: value['away'] === true, bot: value['bot'] !== false, ...(queues && { queues }) };
}

/** Left messages; one that cannot be read is left out. */
export function readLeftMessages(value: unknown): LeftMessage[] {
  const messages = isObject(value) ? value['messages'] : undefined;
  return Array.isArray(messages) ? messages.flatMap((message) => readLeftMessage(message) ?? []) : [];
}

function readLeftMessage(value: unknown): LeftMessage | undefined {
  if (!isObject(value)) return undefined;
  const [id, email, said, at] = [text(value['id']), text(value['email']), text(value['text']), number(value['at'])];
  if (id === undefined || email === undefined || said === undefined || at === undefined) return undefined;
  const name = text(value['name']);
  const page = readPage(value['page']);
  const done = isObject(value['done']) ? value['done'] : undefined;
  const by = done && readParticipant(done['by']);
  return {
    id,
    email,
    text: said,
    at,
    ...(name !== undefined && { name }),
    ...(page && { page }),
    ...(done && { done: { at: number(done['at']) ?? at, ...(by && { by }) } }),
  };
}

function readPage(value: unknown): { readonly url: string; readonly title: string } | undefined {
  const url = isObject(value) ? text(value['url']) : undefined;
  return isObject(value) && url !== undefined ? { url, title: text(value['title']) ?? '' } : undefined;
}

function readTarget(value: unknown): Chat['target'] {
  if (!isObject(value)) return undefined;
  const [agent, [queue]] = [readParticipant(value['agent']), readQueue(value['queue'])];
  return agent || queue ? { ...(agent && { agent }), ...(queue && { queue }) } : undefined;
}

const KINDS = ['anonymous', 'unverified', 'verified'] as const;

/** Who a visitor is. Whatever does not say that he is verified, is not. */
function readVisitor(value: unknown): Chat['visitor'] {
  const { id, name, email, kind }: Json = isObject(value) ? value : {};
  const address = text(email);
  return {
    id: text(id) ?? '',
    name: text(name) ?? 'Visitor',
    ...(address !== undefined && { email: address }),
    kind: oneOf(KINDS, kind) ?? 'anonymous',
  };
}

const ENDERS = ['visitor', 'agent', 'bot', 'host', 'timeout', 'server'] as const;

function readEnded(value: unknown): Chat['ended'] {
  if (!isObject(value)) return undefined;
  const [by, at] = [oneOf(ENDERS, value['by']), number(value['at'])];
  if (by === undefined || at === undefined) return undefined;
  const [durationMs, messageCount] = [number(value['durationMs']) ?? 0, number(value['messageCount']) ?? 0];
  return { by, reason: text(value['reason']) ?? '', at, durationMs, messageCount };
}

function readCsat(value: unknown): Chat['csat'] {
  if (!isObject(value)) return undefined;
  const [id, requestedAt] = [text(value['id']), number(value['requestedAt'])];
  if (id === undefined || requestedAt === undefined) return undefined;
  const [score, at, comment] = [number(value['score']), number(value['at']), text(value['comment'])];
  return {
    id,
    requestedAt,
    ...(score !== undefined && { score: Math.min(5, Math.max(1, Math.round(score))) }),
    ...(value['skipped'] === true && { skipped: true }),
    ...(at !== undefined && { at }),
    ...(comment !== undefined && { comment }),
  };
}

/** A chat of the list, or `undefined`. */
function readChat(value: unknown): Chat | undefined {
  if (!isObject(value) || !isObject(value['visitor'])) return undefined;
  const key = text(value['key']);
  const status = oneOf(['active', 'ended'] as const, value['status']);
  const owner = oneOf(['bot', 'queue', 'agent'] as const, value['owner']);
  if (key === undefined || status === undefined || owner === undefined) return undefined;
  const agent = readParticipant(value['agent']);
  const waitingSince = number(value['waitingSince']);
  const lastMessage = readLastMessage(value['lastMessage']);
  const ended = readEnded(value['ended']);
  const csat = readCsat(value['csat']);
  const target = readTarget(value['target']);
  const endsAt = isObject(value['idle']) ? number(value['idle']['endsAt']) : undefined;
  return {
    key,
    id: text(value['id']) ?? key,
    status,
    owner,
    visitor: readVisitor(value['visitor']),
    startedAt: number(value['startedAt']) ?? 0,
    lastSeq: number(value['lastSeq']) ?? 0,
    read: number(value['read']) ?? 0,
    ...(agent && { agent }),
    ...(target && { target }),
    ...(endsAt !== undefined && { idle: { endsAt } }),
    ...(waitingSince !== undefined && { waitingSince }),
    ...(lastMessage && { lastMessage }),
    ...(ended && { ended }),
    ...(csat && { csat }),
  };
}

const readChats = (value: unknown): Chat[] => (Array.isArray(value) ? value.flatMap((chat) => readChat(chat) ?? []) : []);

/** What one frame of the feed says; `undefined` for what this version does not understand. */
export function readFeedFrame(data: string): FeedEvent | { readonly type: 'reconnect'; readonly afterMs: number } | undefined {
  const frame = parse(data);
  if (!isObject(frame)) return undefined;
  switch (frame['type']) {
    case 'chats':
      return Array.isArray(frame['chats']) ? { type: 'chats', chats: readChats(frame['chats']), recent: readChats(frame['recent']) } : undefined;
    case 'chat': {
      const chat = readChat(frame['chat']);
      return chat && { type: 'chat', chat };
    }
    case 'gone':
    case 'erased': {
      const key = text(frame['key']);
      return key === undefined ? undefined : { type: frame['type'], key };
    }
    case 'me': {
      const me = readStatus(frame['me']);
      return me && { type: 'me', me };
    }
    case 'left-messages':
      return { type: 'left-messages', open: number(frame['open']) ?? 0 };
    case 'bot-chats':
      return { type: 'bot-chats', total: number(frame['total']) ?? 0 };
    case 'reconnect':
      return { type: 'reconnect', afterMs: Math.max(0, number(frame['afterMs']) ?? 1_000) };
    default:
      return undefined;
  }
}

function parse(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return undefined;
  }
}

/** A line of a form or of details. */
export interface Told {
  readonly label: string;
  readonly value: string;
}

/** What the visitor's page told when the session began. */
export interface About {
  /** The answers of the form before the chat. */
  readonly prechat?: readonly Told[];
  readonly details?: readonly Told[];
  readonly page?: { readonly url: string; readonly title: string };
  readonly locale?: string;
  readonly context?: Readonly<Record<string, unknown>>;
}

/** Reads `about` of an agent's snapshot; empty where there is none. */
export function readAbout(value: unknown): About {
  if (!isObject(value)) return {};
  const [page, locale] = [readPage(value['page']), text(value['locale'])];
  const [prechat, details] = [readTold(value['prechat']), readTold(value['details'])];
  return {
    ...(page && { page }),
    ...(prechat.length > 0 && { prechat }),
    ...(details.length > 0 && { details }),
    ...(locale !== undefined && { locale }),
    ...(isObject(value['context']) && { context: value['context'] }),
  };
}

function readTold(value: unknown): Told[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((line) => {
    const [label, said] = isObject(line) ? [text(line['label']), text(line['value'])] : [];
    return label === undefined || said === undefined || said === '' ? [] : [{ label, value: said }];
  });
}

/** A context as lines to read: nested names joined by `›`, at most 40 of them. */
export function contextLines(context: Readonly<Record<string, unknown>>): readonly { readonly name: string; readonly value: string }[] {
  const lines: { name: string; value: string }[] = [];
  const add = (name: string, value: unknown, depth: number): void => {
    if (lines.length >= 40) return;
    if (isObject(value) && depth < 4) for (const [inner, deeper] of Object.entries(value)) add(name ? `${name} › ${inner}` : inner, deeper, depth + 1);
    else lines.push({ name, value: show(value) });
  };
  add('', context, 0);
  return lines;
}

function show(value: unknown): string {
  if (value === true) return 'yes';
  if (value === false) return 'no';
  if (value === null) return '–';
  if (Array.isArray(value) && value.every((item) => typeof item !== 'object' || item === null)) return value.map(show).join(', ') || '–';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
