/**
 * What a screen reader should hear: each message of others once, when it is complete; that somebody types, once; what failed. History is never
 * read out. Pure: states in, sentences out.
 */
import type {ChatStrings} from '../i18n/strings.js';
import type {ChatState} from '../model/chat-state.js';
import type {Entry} from '../model/message.js';
import {noticeText} from './notices.js';
import type {WindowOptions} from './session-context.js';
import {isOpen} from './survey-state.js';
import {nameOf, reasonOf} from './words.js';

/** Longer messages are cut for the ear; the transcript has the rest. */
const LONGEST = 240;
/** More new messages than this are counted, and only the last is read. */
const MANY = 3;

/** Which questions the window asks. */
type Asked = Pick<WindowOptions, 'csat' | 'resolutionPrompt'>;

/** What to say, and how urgent it is. */
export interface Utterance {
  readonly text: string;
  readonly urgent: boolean;
}

/** A message's Markdown as it would be read aloud, shortened at a word. */
export function spoken(text: string): string {
  const plain = text
    .replace(/^\s*(?:```|~~~).*$/gm, '')
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/^\s{0,3}(?:#{1,6}|>|[-*+])\s+/gm, '')
    .replace(/[*_`|~]+/g, '')
    .replace(/\s+/g, ' ')
    .trim();
  if (plain.length <= LONGEST) return plain;
  return `${plain.slice(0, LONGEST).replace(/\s+\S*$/, '')}…`;
}

export class Narrator {
  #session: string | null = null;
  #heard = -1;
  #typing = '';
  #failed = new Set<string>();
  #questioned: string | null = null;
  /** The questions that stand in the window, each by its id. */
  #asked = new Set<string>();

  /** Compares with the state before and tells what is new. The first state is never news. */
  next(state: ChatState, strings: ChatStrings, options: Asked = {}): readonly Utterance[] {
    const fresh = this.#freshEntries(state);
    const news = fresh.map((entry) => this.#sentence(entry, state, strings)).filter((text) => text !== '');
    const counted = news.length > MANY ? [strings.newMessages(news.length), ...news.slice(-1)] : news;
    return [
      ...counted.map((text) => ({text, urgent: false})),
      ...this.#questions(state, strings, options).map((text) => ({text, urgent: false})),
      ...this.#typists(state, strings).map((text) => ({text, urgent: false})),
      ...this.#failures(state, strings).map((text) => ({text, urgent: true})),
    ];
  }

  /** Numbered entries that have not been heard, oldest first; looks only at the end of the list. */
  #freshEntries({entries, session, history}: ChatState): readonly Entry[] {
    const began = this.#heard >= 0 && (this.#session === null || session.id === this.#session);
    const silent = !began || history === 'loading';
    if (session.id !== this.#session) this.#heard = Math.min(this.#heard, 0);
    this.#session = session.id;
    const fresh: Entry[] = [];
    let last = Math.max(this.#heard, 0);
    for (let index = entries.length - 1; index >= 0; index -= 1) {
      const entry = entries[index]!;
      if (entry.seq === undefined) continue;
      last = Math.max(last, entry.seq);
      if (silent || entry.seq <= this.#heard) break;
      fresh.unshift(entry);
    }
    this.#heard = history === 'loading' ? -1 : last;
    return fresh;
  }

  #sentence(entry: Entry, state: ChatState, strings: ChatStrings): string {
    if (entry.kind === 'notice') return noticeText(entry, state.participants, strings);
    if (entry.author.role === 'visitor') return '';
    return `${nameOf(entry.author, strings)}: ${spoken(entry.text)}`;
  }

  /** What the visitor is asked that he was not asked before; a session that is new here was asked before. */
  #questions({resolution, session}: ChatState, strings: ChatStrings, options: Asked): readonly string[] {
    const {csat, id} = session;
    const open = new Map<string, string>();
    if (options.resolutionPrompt !== false && resolution) open.set(resolution.messageId, strings.resolution.ask);
    if (options.csat !== false && csat && isOpen(csat)) open.set(csat.id, strings.survey.title);
    const fresh = id !== null && id === this.#questioned ? [...open].filter(([question]) => !this.#asked.has(question)) : [];
    this.#questioned = id;
    this.#asked = new Set(open.keys());
    return fresh.map(([, text]) => text);
  }

  #typists({typing}: ChatState, strings: ChatStrings): readonly string[] {
    const before = this.#typing;
    this.#typing = typing.map(({id}) => id).join();
    const began = this.#typing !== '' && before === '';
    return began ? [strings.typing(typing.map((participant) => nameOf(participant, strings)))] : [];
  }

  /** Own messages wait at the end of the list, so only that is looked at. */
  #failures({entries}: ChatState, strings: ChatStrings): readonly string[] {
    const said: string[] = [];
    const failed = new Set<string>();
    for (const entry of entries.slice(-20)) {
      if (entry.kind !== 'message' || entry.delivery !== 'failed') continue;
      failed.add(entry.id);
      if (!this.#failed.has(entry.id)) said.push(`${strings.failed}. ${reasonOf(entry.failure, strings)}`);
    }
    this.#failed = failed;
    return said;
  }
}
