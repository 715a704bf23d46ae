/**
 * A visitor in front of the window: sees what is on the screen, clicks and types. Finds things by their roles and names, as people and screen
 * readers do; knows the element only by its public state.
 */
import type {BrowserContext, Locator, Page} from 'playwright-core';
import type {ChatState} from '../../../src/headless.js';
import {summary} from './headless-visitor.js';
import {addPage, openTab, recordedIn, type PageOptions, type Recorded} from './pages.js';
import {until} from './until.js';

export class WindowVisitor {
  readonly page: Page;
  readonly launcher: Locator;
  readonly log: Locator;
  readonly input: Locator;

  constructor(page: Page) {
    this.page = page;
    this.launcher = page.locator('chat-embed').getByRole('button', {name: /^Open chat/});
    this.log = page.getByRole('log', {name: 'Conversation'});
    this.input = page.getByRole('textbox', {name: 'Message'});
  }

  /** A visitor on a page with nothing but the element, under the strict policy unless `options` say otherwise. */
  static async open(
    context: BrowserContext,
    origin: string,
    {path = '/e2e/chat', attributes = 'heading="Support"', ...options}: PageOptions & {readonly path?: string; readonly attributes?: string} = {},
  ): Promise<WindowVisitor> {
    const body = `<main><h1>A page</h1><p><a href="#top">A link</a></p></main><chat-embed ${attributes}></chat-embed>`;
    return WindowVisitor.at(context, await addPage(context, origin, path, {body, element: true, ...options}));
  }

  /** A visitor on a page that is there. */
  static async at(context: BrowserContext, address: string): Promise<WindowVisitor> {
    return new WindowVisitor(await openTab(context, address));
  }

  /** What the element tells the page. */
  async state(): Promise<ChatState> {
    return this.page.evaluate(async () => {
      await customElements.whenDefined('chat-embed');
      return (document.querySelector('chat-embed') as unknown as {state: ChatState}).state;
    });
  }

  recorded(): Promise<Recorded> {
    return recordedIn(this.page);
  }

  /** Clicks the launcher. Resolves when the composer has focus. */
  async openWindow(): Promise<void> {
    await this.launcher.click();
    await this.atComposer();
  }

  /** Resolves when one could type. */
  async atComposer(): Promise<void> {
    await until('the composer has focus', () => this.input.evaluate((element) => element.matches(':focus'), undefined, {timeout: 1_000}));
  }

  /** Types into the composer and presses Enter. Resolves when the text stands in the conversation. */
  async say(text: string): Promise<void> {
    await this.input.click();
    await this.page.keyboard.type(text);
    await this.page.keyboard.press('Enter');
    await this.sees(text);
  }

  button(name: string | RegExp): Locator {
    return this.page.locator('chat-embed').getByRole('button', {name});
  }

  /** The message with this text. */
  message(text: string | RegExp): Locator {
    return this.log.getByRole('article').filter({hasText: text});
  }

  /** Resolves when this text can be seen in the conversation. */
  async sees(text: string | RegExp): Promise<void> {
    await this.log.getByText(text).first().waitFor();
  }

  /** Resolves with the state once `holds` is true of it. */
  until(what: string, holds: (state: ChatState) => boolean, ms?: number): Promise<ChatState> {
    return until(`the visitor sees ${what}`, async () => {
      const state = await this.state();
      return holds(state) && state;
    }, {seen: async () => summary(await this.state()), ...(ms ? {ms} : {})});
  }

  /** Resolves with the bot's newest answer once it has been said to its end. */
  async answer(after: number): Promise<string> {
    const state = await this.until('an answer of the bot', ({entries}) => {
      const last = entries.at(-1);
      return entries.length > after && last?.kind === 'message' && last.author.role === 'bot' && !last.streaming;
    }, 30_000);
    const last = state.entries.at(-1);
    return last?.kind === 'message' ? last.text : '';
  }
}
