// What a reload of the page must not lose: drafts and unsent replies, per agent and chat, and which lists are open, for as long as this
// tab lives. It knows the tab's storage, and works in memory where there is none.
import type { OutgoingMessage } from '../../src/model/message.js';

interface Kept {
  readonly drafts: Readonly<Record<string, string>>;
  readonly outboxes: Readonly<Record<string, readonly OutgoingMessage[]>>;
  /** How many chats with the bot are listed. */
  readonly botChats: number;
}

const EMPTY: Kept = { drafts: {}, outboxes: {}, botChats: 0 };

export class Keepsake {
  readonly #name: string;
  readonly #storage: Storage | undefined;
  #kept: Kept;

  /** `storage` is the tab's; absent where the browser forbids it. */
  constructor(agentId: string, storage: Storage | undefined) {
    this.#name = `chat-embed-console|${agentId}`;
    this.#storage = storage;
    this.#kept = this.#read();
  }

  draft(key: string): string {
    return this.#kept.drafts[key] ?? '';
  }

  setDraft(key: string, text: string): void {
    const { [key]: _, ...rest } = this.#kept.drafts;
    this.#write({ ...this.#kept, drafts: text === '' ? rest : { ...rest, [key]: text } });
  }

  outbox(key: string): readonly OutgoingMessage[] {
    return this.#kept.outboxes[key] ?? [];
  }

  setOutbox(key: string, messages: readonly OutgoingMessage[]): void {
    const { [key]: _, ...rest } = this.#kept.outboxes;
    this.#write({ ...this.#kept, outboxes: messages.length === 0 ? rest : { ...rest, [key]: messages } });
  }

  get botChats(): number {
    return this.#kept.botChats;
  }

  set botChats(count: number) {
    this.#write({ ...this.#kept, botChats: count });
  }

  /** Chats with replies that wait to be sent. */
  get unsent(): readonly string[] {
    return Object.keys(this.#kept.outboxes);
  }

  /** Forgets everything, here and in the storage. */
  clear(): void {
    this.#kept = EMPTY;
    this.#storage?.removeItem(this.#name);
  }

  #write(kept: Kept): void {
    this.#kept = kept;
    try {
      this.#storage?.setItem(this.#name, JSON.stringify(kept));
    } catch {
      // A full storage costs no more than what a reload would lose without one.
    }
  }

  #read(): Kept {
    try {
      const kept = JSON.parse(this.#storage?.getItem(this.#name) ?? 'null') as Partial<Kept> | null;
      return { ...EMPTY, ...kept };
    } catch {
      return EMPTY;
    }
  }
}
