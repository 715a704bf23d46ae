/** What each of these files plays on: one real server, one real browser, started before its tests and ended after them. */
import {after, before} from 'node:test';
import type {Browser} from 'playwright-core';
import {AgentApi} from '../../e2e/support/agent-api.js';
import {launchBrowser} from '../../e2e/support/browser.js';
import {ServerProcess} from '../../e2e/support/server-process.js';

export interface Stage {
  readonly server: ServerProcess;
  readonly browser: Browser;
  /** A new sign-in of an agent, who listens until the test ends. */
  agent(name?: string): Promise<AgentApi>;
}

/** Sets the stage for the tests of the file that calls it. `env` is the server's. What it returns is there once tests run. */
export function setStage(env: Readonly<Record<string, string>> = {}): Stage {
  let server: ServerProcess | undefined;
  let browser: Browser | undefined;
  before(async () => {
    [server, browser] = await Promise.all([ServerProcess.start(env), launchBrowser()]);
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
    agent: (name = 'Ada') => AgentApi.login(server!.url, name),
  };
}
