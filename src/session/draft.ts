/**
 * What the visitor types: told to the other side at once, written down after a pause, and kept with the session that it was typed for. Knows no
 * messages but those that come back unsent.
 */
import type {Fact, FactEvent, SessionRecord} from '../model/session-record.js';
import type {Engine} from './engine.js';
import {isOpen} from './machine.js';
import {pause} from './pause.js';
import type {Pausing} from './pause.js';

/** The chat that is written in, as it is at each moment. */
export interface WrittenChat extends Pausing {
  /** That of the visitor of now. */
  readonly engine: Pick<Engine, 'record' | 'commit' | 'typing'>;
  /** Resolves when the record is real. */
  readonly ready: Promise<void>;
  changed(): void;
}

export class Draft {
  readonly #chat: WrittenChat;
  #text = '';
  #saving: AbortController | null = null;

  constructor(chat: WrittenChat) {
    this.#chat = chat;
  }

  get text(): string {
    return this.#text;
  }

  type(text: string): void {
    if (text === this.#text) return;
    this.#set(text);
    void this.#saveLater();
  }

  /** A message has taken it along. */
  sent(): void {
    this.stop();
    this.#set('');
  }

  /** The visitor may become another, or the chat be let go: what is typed is written down for whoever it belongs to. */
  async hold(): Promise<void> {
    const unsaved = this.#saving;
    this.stop();
    if (unsaved) await this.#chat.engine.commit(() => ({type: 'draft', text: this.#text, sessionId: null}));
  }

  /** What is stored for the visitor of now is what is typed. */
  take(): void {
    this.stop();
    this.#text = this.#chat.engine.record.draft;
  }

  /** The record became another one. */
  recordChanged(next: SessionRecord, previous: SessionRecord, facts: readonly Fact[]): void {
    const {text, taken, left} = draftAfter(this.#text, next, previous, facts);
    // What was typed for the session that is left may not be written yet.
    if (this.#saving && left !== undefined) void this.#chat.engine.commit({type: 'draft', text: this.#text, sessionId: left});
    if (taken) this.stop();
    this.#text = text;
  }

  /** Writes nothing more. */
  stop(): void {
    this.#saving?.abort();
    this.#saving = null;
  }

  #set(text: string): void {
    this.#text = text;
    this.#chat.engine.typing.draft(text);
    this.#chat.changed();
  }

  /** The last key within a pause is written. */
  async #saveLater(): Promise<void> {
    this.stop();
    const saving = (this.#saving = new AbortController());
    const {engine} = this.#chat;
    const sessionId = engine.record.session?.id ?? null;
    try {
      await pause(this.#chat, saving.signal);
      await this.#chat.ready;
      if (engine === this.#chat.engine) await engine.commit(() => ({type: 'draft', text: this.#text, sessionId}));
      if (this.#saving === saving) this.stop();
    } catch {
      // A newer key, or a sent message, has taken over.
    }
  }
}

/** What is typed, once the record is another one. */
export interface Kept {
  readonly text: string;
  /** It is what the record says: nothing that was typed before waits to be written. */
  readonly taken: boolean;
  /** The session that is left, where whoever left it knew of nothing newer that was typed for it. */
  readonly left?: string;
}

/**
 * What is typed belongs to its session. It outlives one that ended, together with what could not be sent any more; it does not outlive an own clear.
 * `typed`: before the change.
 */
export function draftAfter(typed: string, next: SessionRecord, previous: SessionRecord, facts: readonly Fact[]): Kept {
  const left = previous.session?.id ?? '';
  const moved = left !== (next.session?.id ?? '');
  if (moved && facts.some(({event}) => isSwitch(event, previous))) {
    const known = (next.drafts?.[left] ?? '') === previous.draft;
    return {text: next.draft, taken: true, ...(known && {left})};
  }
  if (facts.some(({event}) => isOwnClear(event, previous))) return {text: next.draft, taken: true};
  const over = isOpen(previous.session) && !isOpen(next.session);
  return {text: moved || over ? rebased(typed, previous.draft, next.draft) : typed, taken: false};
}

/** Whether another session is shown, or a page without one, and nothing ended for it. A start that joins a session takes along what is typed. */
function isSwitch({type, detail}: FactEvent, {session}: SessionRecord): boolean {
  return (type === 'chat-resume' && session?.status !== 'starting') || (type === 'chat-reset' && detail.cause === 'open-session');
}

/** A clear that the visitor or the page has asked for. What was typed after an end is spared, unless everything goes. */
function isOwnClear({type, detail}: FactEvent, {session}: SessionRecord): boolean {
  return type === 'chat-clear' && detail.cause !== 'after-end' && (detail.scope === 'device' || session?.status !== 'ended');
}

/** What is typed here, in the place of what was written before the record put something beside it: unsent messages, or what was typed earlier. */
function rebased(typed: string, before: string, after: string): string {
  if (typed === before || after.endsWith(typed)) return after;
  const at = after.lastIndexOf(before);
  const [above, below] = at < 0 ? [after, ''] : [after.slice(0, at), after.slice(at + before.length)];
  return [above.trimEnd(), typed, below.trimStart()].filter(Boolean).join('\n');
}
