/**
 * Empty pages of the server's own origin, under a policy of the test's choice, for tests that need no window or build their own page.
 * They never leave the browser: the context answers for them.
 */
import type {BrowserContext, Page} from 'playwright-core';

/** The policy that the README promises to be enough. */
export const STRICT_POLICY =
  "default-src 'none'; script-src 'self'; connect-src 'self'; require-trusted-types-for 'script'; trusted-types lit-html";

/** How long to wait for what should be on a page. */
const PATIENCE_MS = 15_000;

/** What a page holds. */
export interface PageOptions {
  readonly policy?: string;
  /** Markup of the body. */
  readonly body?: string;
  /** Attributes of the document's element. */
  readonly html?: string;
  /** Whether the element is loaded, as the README says. */
  readonly element?: boolean;
}

/** What every page has written down. */
export interface Recorded {
  /** Events of every `<chat-embed>`, oldest first. */
  readonly events: {readonly type: string; readonly detail: Readonly<Record<string, unknown>>}[];
  /** What the page's policy forbade. */
  readonly violations: string[];
}

const EVENTS = [
  'ready', 'show', 'hide', 'start', 'resume', 'end', 'clear', 'reset', 'status', 'connection', 'message', 'message-status', 'unread',
  'participant', 'handoff', 'queue', 'availability', 'prechat', 'idle', 'resolution', 'csat', 'identity', 'reopen', 'storage', 'error',
].map((name) => `chat-${name}`);

/** Runs before anything else in a page. The runner keeps the names of functions by calling `__name`, which a page does not know. */
const RECORDER = `
  globalThis.__name ??= (value) => value;
  globalThis.recorded = {events: [], violations: []};
  document.addEventListener('securitypolicyviolation', (event) =>
    recorded.violations.push([event.violatedDirective, event.blockedURI, event.sourceFile, event.sample].join(' ')));
  for (const type of ${JSON.stringify(EVENTS)}) document.addEventListener(type, ({detail}) => recorded.events.push({type, detail}));
`;

/** Makes `origin + path` a page with these contents in every tab of `context`. Resolves with its address. */
export async function addPage(
  context: BrowserContext,
  origin: string,
  path: string,
  {policy = STRICT_POLICY, body = '<main><h1>A page</h1></main>', html = 'lang="en"', element = false}: PageOptions = {},
): Promise<string> {
  const address = `${origin}${path}`;
  await context.route(address, (route) =>
    route.fulfill({
      status: 200,
      headers: {'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy},
      body:
        `<!doctype html><html ${html}><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
        `<title>A page</title>${element ? '<script type="module" src="/dist/chat-embed.js"></script>' : ''}</head><body>${body}</body></html>`,
    }),
  );
  return address;
}

/** A new tab at `address`; its errors are collected in `errors`. */
export async function openTab(context: BrowserContext, address: string, errors: string[] = []): Promise<Page> {
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  await page.addInitScript(RECORDER);
  page.on('pageerror', (error) => errors.push(String(error.stack ?? error)));
  await page.goto(address);
  return page;
}

/** What `page` has written down since it was loaded. */
export function recordedIn(page: Page): Promise<Recorded> {
  return page.evaluate(() => (globalThis as unknown as {recorded: Recorded}).recorded);
}
