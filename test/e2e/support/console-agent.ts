/** An agent in front of the console: signs in, picks chats, answers. Finds things by their roles and names; knows no call of the server. */
import type {BrowserContext, Locator, Page} from 'playwright-core';
import {openTab, recordedIn, type Recorded} from './pages.js';
import {AGENT_PASSWORD} from './server-process.js';

export class ConsoleAgent {
  readonly page: Page;
  readonly log: Locator;
  readonly input: Locator;

  private constructor(page: Page) {
    this.page = page;
    this.log = page.getByRole('log');
    this.input = page.getByRole('textbox', {name: /^Reply to /});
  }

  /** Opens the console. */
  static async open(context: BrowserContext, url: string): Promise<ConsoleAgent> {
    const agent = new ConsoleAgent(await openTab(context, `${url}/agent`));
    await agent.page.getByLabel('Your name').waitFor();
    return agent;
  }

  /** Signs in. Resolves when the list of chats is there. */
  async signIn(name: string): Promise<void> {
    await this.page.getByLabel('Your name').fill(name);
    await this.page.getByLabel('Password').fill(AGENT_PASSWORD);
    await this.page.getByRole('button', {name: 'Sign in'}).click();
    await this.page.getByRole('navigation', {name: 'Chats'}).waitFor();
  }

  /** Picks the only chat that waits, and takes it. Resolves when one could type. */
  async accept(): Promise<void> {
    await this.page.getByRole('navigation', {name: 'Chats'}).getByRole('button').filter({hasText: /#1/}).click();
    await this.page.getByRole('button', {name: 'Accept chat'}).click();
    await this.input.waitFor();
  }

  /** Picks the chat in which the bot has answered last, and takes it. Resolves when one could type. */
  async takeOver(): Promise<void> {
    await this.page.getByRole('button', {name: /^With the bot/}).click();
    await this.page.getByRole('navigation', {name: 'Chats'}).getByRole('button').filter({hasText: /Bot: /}).first().click();
    await this.page.getByRole('button', {name: 'Take over'}).click();
    await this.input.waitFor();
  }

  async say(text: string): Promise<void> {
    await this.input.click();
    await this.page.keyboard.type(text);
    await this.page.keyboard.press('Enter');
    await this.sees(text);
  }

  async sees(text: string | RegExp): Promise<void> {
    await this.log.getByText(text).first().waitFor();
  }

  async handBack(): Promise<void> {
    await this.page.getByRole('button', {name: 'Hand back'}).click();
    await this.page.getByRole('group', {name: 'Hand this chat back?'}).getByRole('button', {name: 'Hand back'}).click();
  }

  async end(): Promise<void> {
    await this.page.getByRole('button', {name: 'End', exact: true}).click();
    await this.page.getByRole('group', {name: 'End this chat?'}).getByRole('button', {name: 'End chat'}).click();
  }

  recorded(): Promise<Recorded> {
    return recordedIn(this.page);
  }
}
