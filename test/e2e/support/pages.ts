/**
 * Empty pages of the server's own origin, under a policy of the test's choice, for tests that need no window or build their own page.
 * They never leave the browser: the context answers for them.
 */
import type {BrowserContext, Page} from 'playwright-core';

/** The policy that the README promises to be enough. */
export const STRICT_POLICY =
  "default-src 'none'; script-src 'self'; connect-src 'self'; require-trusted-types-for 'script'; trusted-types lit-html";

/** What a page holds. */
export interface PageOptions {
  readonly policy?: string;
  /** Markup of the body. */
  readonly body?: string;
  /** Attributes of the document's element. */
  readonly html?: string;
}

/** The runner keeps the names of functions by calling this; a page does not know it. */
export const KEEP_NAMES = 'globalThis.__name ??= (value) => value;';

/** Makes `origin + path` a page with these contents in every tab of `context`. Resolves with its address. */
export async function addPage(
  context: BrowserContext,
  origin: string,
  path: string,
  {policy = STRICT_POLICY, body = '<main><h1>A page</h1></main>', html = 'lang="en"'}: PageOptions = {},
): Promise<string> {
  const address = `${origin}${path}`;
  await context.route(address, (route) =>
    route.fulfill({
      status: 200,
      headers: {'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy},
      body:
        `<!doctype html><html ${html}><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
        `<title>A page</title><link rel="icon" href="data:,"></head><body>${body}</body></html>`,
    }),
  );
  return address;
}

/** A new tab at `address`; its errors are collected in `errors`. */
export async function openTab(context: BrowserContext, address: string, errors: string[] = []): Promise<Page> {
  const page = await context.newPage();
  await page.addInitScript(KEEP_NAMES);
  page.on('pageerror', (error) => errors.push(String(error.stack ?? error)));
  await page.goto(address);
  return page;
}
