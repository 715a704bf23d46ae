// The JSON of the agents' calls read into types: frames of the feed, and what a visitor's page told. Pure. What cannot be read is left
// out, because one odd chat must not empty the list.
import type { Chat, Participant } from '../protocol.js';
import type { FeedEvent } from './chats.js';

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
const number = (value: unknown): number | undefined => (typeof value === 'number' && Number.isFinite(value) ? value : undefined);
const oneOf = <T extends string>(known: readonly T[], value: unknown): T | undefined => known.find((word) => word === value);

const ROLES = ['visitor', 'bot', 'agent', 'system'] as const;

/** A participant, or `undefined`. */
export function readParticipant(value: unknown): Participant | undefined {
  if (!isObject(value)) return undefined;
  const [id, role, name] = [text(value['id']), oneOf(ROLES, value['role']), text(value['name'])];
  return id === undefined || role === undefined || name === undefined ? undefined : { id, role, name };
}

function readLastMessage(value: unknown): Chat['lastMessage'] {
  if (!isObject(value)) return undefined;
  const [said, role, at] = [text(value['text']), oneOf(ROLES, value['role']), number(value['at'])];
  return said === undefined || role === undefined || at === undefined ? undefined : { text: said, role, at };
}

/** A chat of the list, or `undefined`. */
export function readChat(value: unknown): Chat | undefined {
  if (!isObject(value) || !isObject(value['visitor'])) return undefined;
  const key = text(value['key']);
  const status = oneOf(['active', 'ended'] as const, value['status']);
  const owner = oneOf(['bot', 'queue', 'agent'] as const, value['owner']);
  if (key === undefined || status === undefined || owner === undefined) return undefined;
  const agent = readParticipant(value['agent']);
  const waitingSince = number(value['waitingSince']);
  const lastMessage = readLastMessage(value['lastMessage']);
  return {
    key,
    id: text(value['id']) ?? key,
    status,
    owner,
    visitor: { id: text(value['visitor']['id']) ?? '', name: text(value['visitor']['name']) ?? 'Visitor' },
    startedAt: number(value['startedAt']) ?? 0,
    lastSeq: number(value['lastSeq']) ?? 0,
    read: number(value['read']) ?? 0,
    ...(agent && { agent }),
    ...(waitingSince !== undefined && { waitingSince }),
    ...(lastMessage && { lastMessage }),
  };
}

/** What one frame of the feed says; `undefined` for what this version does not understand. */
export function readFeedFrame(data: string): FeedEvent | { readonly type: 'reconnect'; readonly afterMs: number } | undefined {
  const frame = parse(data);
  if (!isObject(frame)) return undefined;
  switch (frame['type']) {
    case 'chats':
      return Array.isArray(frame['chats']) ? { type: 'chats', chats: frame['chats'].flatMap((chat) => readChat(chat) ?? []) } : undefined;
    case 'chat': {
      const chat = readChat(frame['chat']);
      return chat && { type: 'chat', chat };
    }
    case 'gone': {
      const key = text(frame['key']);
      return key === undefined ? undefined : { type: 'gone', key };
    }
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

/** What the visitor's page told when the session began. */
export interface About {
  readonly page?: { readonly url: string; readonly title: string };
  readonly locale?: string;
  readonly context?: Readonly<Record<string, unknown>>;
}

/** Reads `about` of an agent's snapshot; empty where there is none. */
export function readAbout(value: unknown): About {
  if (!isObject(value)) return {};
  const page = isObject(value['page']) ? value['page'] : {};
  const [url, title, locale] = [text(page['url']), text(page['title']), text(value['locale'])];
  return {
    ...(url !== undefined && { page: { url, title: title ?? '' } }),
    ...(locale !== undefined && { locale }),
    ...(isObject(value['context']) && { context: value['context'] }),
  };
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
