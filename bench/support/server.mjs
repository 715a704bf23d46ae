// Serves one benchmark's files from memory on a free port of this machine. Knows HTTP; knows nothing of what is measured.
import { once } from 'node:events';
import { createServer } from 'node:http';

const TYPES = { html: 'text/html; charset=utf-8', js: 'text/javascript', map: 'application/json' };

/** With these a page gets a clock that is exact to 5 µs instead of 100. */
const ISOLATED = { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' };

/** Starts a server for `files`, a Map of contents by address. Resolves with its origin and a function that ends it. */
export async function serve(files) {
  const server = createServer((request, response) => {
    const address = new URL(request.url, 'http://127.0.0.1').pathname;
    const body = files.get(address);
    const type = TYPES[address.split('.').at(-1)] ?? TYPES.html;
    response.writeHead(body === undefined ? 404 : 200, { 'content-type': type, 'cache-control': 'no-store', ...ISOLATED });
    response.end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const stop = async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
  return { origin: `http://127.0.0.1:${server.address().port}`, stop };
}

/** A page of a site: some text, and the scripts at these addresses. */
export function page(scripts = [], body = '') {
  const tags = scripts.map((address) => `<script type="module" src="${address}"></script>`).join('');
  const text = '<p>A paragraph of a page that somebody reads before they have a question.</p>'.repeat(20);
  return (
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>A page</title>' +
    `<link rel="icon" href="data:,">${tags}</head><body><main><h1>A page</h1>${text}</main>${body}</body></html>`
  );
}
