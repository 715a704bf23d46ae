/** What the tests of a file play on: one real server and one real browser, started before them and ended after them. */
import {after, before, type TestContext} from 'node:test';
import type {Browser, BrowserContext, BrowserContextOptions} from 'playwright-core';
import {AgentApi} from './agent-api.js';
import {launchBrowser} from './browser.js';
import {ServerProcess} from './server-process.js';

type Env = Readonly<Record<string, string>>;

/** All of it is there once tests run. */
export interface Stage {
  readonly server: ServerProcess;
  readonly browser: Browser;
  /** Somebody's browser, who shares nothing with others; closed with the test. */
  newContext(t: TestContext, options?: BrowserContextOptions): Promise<BrowserContext>;
  /** A new sign-in of an agent. */
  agent(name?: string): Promise<AgentApi>;
}

/** Sets the stage for the tests of the file that calls it. `env` is the server's, or starts what the server needs and tells where that is. */
export function setStage(env: Env | (() => Promise<Env>) = {}): Stage {
  let server: ServerProcess | undefined;
  let browser: Browser | undefined;
  before(async () => {
    const settings = typeof env === 'function' ? await env() : env;
    // One after the other, so that what is there is ended also where the next one cannot be had.
    browser = await launchBrowser();
    server = await ServerProcess.start(settings);
  });
  after(async () => {
    await browser?.close();
    await server?.dispose();
  });
  return {
    get server() {
      return server!;
    },
    get browser() {
      return browser!;
    },
    async newContext(t, options = {}) {
      const context = await browser!.newContext({locale: 'en-GB', ...options});
      t.after(() => context.close());
      return context;
    },
    agent: (name = 'Ada') => AgentApi.login(server!.url, name),
  };
}
