/**
 * A visitor without a window: `createChat()` of the built package, in a real page, with everything it tells written down. Knows verbs and
 * state; what the other side knows is the agent's to say.
 */
import type {Page} from 'playwright-core';
import type {Chat, ChatEvent, ChatOptions, ChatState, Message} from '../../../src/headless.js';
import {until} from './until.js';

interface Recorded {
  readonly chat: Chat;
  readonly events: ChatEvent[];
}

/** One of the chat's own verbs. */
type Verb = 'startChat' | 'endChat' | 'clearSession' | 'clearChat' | 'resetWindow' | 'startNewSession' | 'sendMessage' | 'requestHandoff' | 'setDraft';

const HEADLESS = '/dist/headless.js';

export class HeadlessVisitor {
  readonly page: Page;

  private constructor(page: Page) {
    this.page = page;
  }

  /** Makes a chat in `page`, which must be of the server's origin. Resolves when it has read what the device remembers. */
  static async open(page: Page, options: Partial<ChatOptions> = {}): Promise<HeadlessVisitor> {
    await page.evaluate(
      async ({module, given}) => {
        const {createChat} = (await import(module)) as {createChat(options: ChatOptions): Promise<Chat>};
        const chat = await createChat({endpoint: location.origin, ...given});
        const events: ChatEvent[] = [];
        chat.listen((event) => void events.push(structuredClone(event)));
        Object.assign(globalThis, {visitor: {chat, events} satisfies Recorded});
        await chat.ready;
      },
      {module: HEADLESS, given: options},
    );
    return new HeadlessVisitor(page);
  }

  /** Everything that can be seen now. */
  state(): Promise<ChatState> {
    return this.page.evaluate(() => (globalThis as unknown as {visitor: Recorded}).visitor.chat.state);
  }

  /** Everything told so far, oldest first. */
  events(): Promise<ChatEvent[]> {
    return this.page.evaluate(() => (globalThis as unknown as {visitor: Recorded}).visitor.events);
  }

  /** Events of one type. */
  async eventsOf<Type extends ChatEvent['type']>(type: Type): Promise<Extract<ChatEvent, {readonly type: Type}>[]> {
    return (await this.events()).filter((event): event is Extract<ChatEvent, {readonly type: Type}> => event.type === type);
  }

  /** Messages of the transcript, oldest first. */
  async messages(): Promise<Message[]> {
    return messagesOf(await this.state());
  }

  /** Calls a verb. Resolves with its answer; rejects with its error's text. */
  call(verb: Verb, ...args: readonly unknown[]): Promise<unknown> {
    return this.page.evaluate(
      ({name, given}) => {
        const {chat} = (globalThis as unknown as {visitor: Recorded}).visitor;
        return (chat[name] as (...args: readonly unknown[]) => Promise<unknown>)(...given);
      },
      {name: verb, given: args},
    );
  }

  /** Queues these messages in their order. Resolves when all are stored on this device. */
  async send(...texts: readonly string[]): Promise<void> {
    await this.page.evaluate(async (all) => {
      const {chat} = (globalThis as unknown as {visitor: Recorded}).visitor;
      for (const text of all) await chat.sendMessage(text);
    }, texts);
  }

  /** Resolves with the state once `holds` is true of it. */
  until(what: string, holds: (state: ChatState) => boolean, ms?: number): Promise<ChatState> {
    return until(`the visitor sees ${what}`, async () => {
      const state = await this.state();
      return holds(state) && state;
    }, {seen: async () => summary(await this.state()), ...(ms ? {ms} : {})});
  }
}

/** The messages among the entries of a transcript. */
export function messagesOf({entries}: ChatState): Message[] {
  return entries.filter((entry): entry is Message => entry.kind === 'message');
}

/** What of a state fits into an error. */
export function summary(state: ChatState): unknown {
  const {session, connection, window, history, error, draft, unread} = state;
  const messages = messagesOf(state);
  const last = messages.slice(-5).map(({text, delivery, streaming, author}) => [author.role, text.slice(0, 60), delivery ?? streaming ?? '']);
  return {session, connection, window, history, error, draft, unread, messages: messages.length, last};
}
