/**
 * A page of somebody who uses the element: its visitor in front of the window, and its own code, which calls verbs and hears events. Knows the
 * element's public face alone.
 */
import assert from 'node:assert/strict';
import type {BrowserContext, Page} from 'playwright-core';
import type {ChatState} from '../../../src/headless.js';
import type {AgentApi, AgentChat} from '../../e2e/support/agent-api.js';
import type {ServerProcess} from '../../e2e/support/server-process.js';
import {until} from '../../e2e/support/until.js';
import {WindowVisitor} from '../../e2e/support/window-visitor.js';

export type Told = {readonly type: string; readonly detail: Readonly<Record<string, unknown>>};

/** How a page with the element is made. */
export interface HostOptions {
  /** Attributes of the element. */
  readonly attributes?: string;
  readonly path?: string;
  /** Markup before the element. */
  readonly body?: string;
}

export class HostPage {
  readonly visitor: WindowVisitor;

  constructor(visitor: WindowVisitor) {
    this.visitor = visitor;
  }

  /** A tab of `context` with a page that holds the element. */
  static async open(context: BrowserContext, server: ServerProcess, {attributes = '', path = '/seeds/page'}: HostOptions = {}): Promise<HostPage> {
    const host = new HostPage(await WindowVisitor.open(context, server.url, {path, attributes: `heading="Support" ${attributes}`}));
    await host.page.evaluate(async () => {
      await customElements.whenDefined('chat-embed');
      await (document.querySelector('chat-embed') as unknown as {ready: Promise<void>}).ready;
    });
    return host;
  }

  /** A tab at an address that is there, such as the chat page. */
  static async at(context: BrowserContext, address: string): Promise<HostPage> {
    return new HostPage(await WindowVisitor.at(context, address));
  }

  get page(): Page {
    return this.visitor.page;
  }

  /** Calls a method of the element. Resolves with its answer; rejects with its error. */
  call<T = unknown>(verb: string, ...parameters: readonly unknown[]): Promise<T> {
    return this.page.evaluate(
      async ([name, given]) => {
        await customElements.whenDefined('chat-embed');
        const element = document.querySelector('chat-embed') as unknown as Record<string, (...all: readonly unknown[]) => Promise<unknown>>;
        return element[name]!(...given);
      },
      [verb, parameters] as const,
    ) as Promise<T>;
  }

  /** The code of the error that a call rejects with. */
  refusal(verb: string, ...parameters: readonly unknown[]): Promise<string> {
    return this.page.evaluate(
      async ([name, given]) => {
        const element = document.querySelector('chat-embed') as unknown as Record<string, (...all: readonly unknown[]) => Promise<unknown>>;
        return element[name]!(...given).then(
          () => 'not refused',
          (error: {code?: string}) => error.code ?? 'no code',
        );
      },
      [verb, parameters] as const,
    );
  }

  /** Sets a property of the element to a JSON value. */
  async set(name: string, value: unknown): Promise<void> {
    await this.page.evaluate(([key, given]) => Object.assign(document.querySelector('chat-embed')!, {[key]: given}), [name, value] as const);
  }

  state(): Promise<ChatState> {
    return this.visitor.state();
  }

  until(what: string, holds: (state: ChatState) => boolean, ms?: number): Promise<ChatState> {
    return this.visitor.until(what, holds, ms);
  }

  /** Every event since the page was loaded, oldest first; of one type where it is named. */
  async told(type?: string): Promise<readonly Told[]> {
    const {events} = await this.visitor.recorded();
    return type === undefined ? events : events.filter((event) => event.type === type);
  }

  /** Resolves with the newest event of this type, once there is one for which `holds` is true. */
  hears(type: string, holds: (detail: Told['detail']) => boolean = () => true): Promise<Told['detail']> {
    return until(`the page hears ${type}`, async () => (await this.told(type)).map(({detail}) => detail).findLast(holds), {
      seen: async () => (await this.told()).map((event) => event.type),
    });
  }

  /** Sends a message by the element's own verb. Resolves when the server has it. */
  async send(text: string): Promise<string> {
    const id = await this.call<string>('sendMessage', text);
    await this.until(`"${text}" at the server`, ({entries}) => entries.some((entry) => entry.kind === 'message' && entry.id === id && entry.seq !== undefined));
    return id;
  }

  /** Id of the session, once one is active. */
  async active(): Promise<string> {
    return (await this.until('an active session', ({session}) => session.status === 'active')).session.id!;
  }

  /** The texts of the conversation, oldest first. */
  async texts(): Promise<string[]> {
    return (await this.state()).entries.flatMap((entry) => (entry.kind === 'message' ? [entry.text] : []));
  }

  /** Whether the window can be seen. */
  windowVisible(): Promise<boolean> {
    return this.page.locator('chat-embed [part=panel]').isVisible();
  }

  async seesWindow(visible: boolean): Promise<void> {
    await until(`the window is ${visible ? 'there' : 'gone'}`, async () => (await this.windowVisible()) === visible);
  }
}

/** Who attends a chat when it is ended. */
export type Attendant = 'bot' | 'queue' | 'person';
export const ATTENDANTS: readonly Attendant[] = ['bot', 'queue', 'person'];

/** Starts a chat in `host` that is attended so. Resolves with the session and, with a person, how that person sees it. */
export async function attended(host: HostPage, agent: AgentApi, by: Attendant): Promise<{readonly id: string; readonly chat: AgentChat | undefined}> {
  await host.call('startChat');
  await host.send('A first message');
  const id = await host.active();
  if (by === 'bot') return {id, chat: undefined};
  await host.call('requestHandoff');
  await host.until('the line', ({session}) => session.owner === 'queue');
  const chat = await agent.find(id, 'queue');
  if (by === 'person') {
    await agent.accept(chat.key);
    await host.until('a person', ({session}) => session.owner === 'agent');
  }
  return {id, chat};
}

/** Whether `text` can be found anywhere in what this browser keeps for the page, or on its screen. */
export function remains(page: Page, text: string): Promise<string[]> {
  return page.evaluate(async (needle) => {
    const places: string[] = [];
    const has = (value: unknown): boolean => JSON.stringify(value ?? null).includes(needle);
    if (has({...localStorage}) || has({...sessionStorage})) places.push('storage');
    if (document.cookie.includes(needle)) places.push('cookies');
    for (const {name = ''} of await indexedDB.databases()) {
      const database = await new Promise<IDBDatabase>((resolve, reject) => {
        const opening = indexedDB.open(name);
        opening.onsuccess = () => resolve(opening.result);
        opening.onerror = () => reject(new Error(String(opening.error)));
      });
      for (const store of database.objectStoreNames) {
        const objects = database.transaction(store).objectStore(store);
        const read = (request: IDBRequest): Promise<unknown> =>
          new Promise((resolve, reject) => {
            request.onsuccess = () => resolve(request.result);
            request.onerror = () => reject(new Error(String(request.error)));
          });
        if (has(await read(objects.getAll())) || has(await read(objects.getAllKeys()))) places.push(`${name}/${store}`);
      }
      database.close();
    }
    for (const name of await (globalThis.caches?.keys() ?? [])) if (name.includes(needle)) places.push('caches');
    const look = (root: ParentNode): void => {
      for (const element of root.querySelectorAll('*')) {
        const written = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent?.includes(needle));
        if (written || (element as {value?: unknown}).value?.toString().includes(needle)) places.push(element.localName);
        if (element.shadowRoot) look(element.shadowRoot);
      }
    };
    look(document);
    return places;
  }, text);
}

/** Fails unless the agent's log of this chat ends as said. */
export async function endedFor(agent: AgentApi, key: string, by: string): Promise<void> {
  const last = await until('the end in the log', async () => (await agent.log(key)).find(({type}) => type === 'ended'));
  assert.equal(last.by, by);
}
