// The pages and files that this server hands out, from a fixed set of folders, with the headers that make scripts from anywhere else, inline
// scripts and framing impossible. It knows nothing of chats.
import { createHash } from 'node:crypto';
import { readFile, realpath } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, gzip, constants } from 'node:zlib';
import { Hono } from 'hono';
import { KNOWLEDGE_PATH, readKnowledgeFile } from '../bot/index.js';
import type { Env, RequestContext } from './request.js';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
};
const COMPRESSIBLE = new Set(['.html', '.js', '.css', '.json', '.map', '.svg', '.txt']);
const HASHED = /-[A-Z0-9]{8}\.(?:js|css)(?:\.map)?$/;

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self'",
  "require-trusted-types-for 'script'",
  'trusted-types lit-html',
  "base-uri 'none'",
  "form-action 'self'",
].join('; ');
const UNFRAMED_POLICY = `${POLICY}; frame-ancestors 'none'`;

interface Served {
  readonly body: Buffer;
  readonly etag: string;
  readonly variants: Map<string, Promise<Buffer>>;
}

export function staticFiles(rootDir: string, knowledgeDir: string): Hono<Env> {
  const app = new Hono<Env>();
  const cache = new Map<string, Served>();

  /** Folder below the root, and what may be asked for in it. */
  const folder = (path: string, extra: Readonly<Record<string, string>>) => async (c: RequestContext): Promise<Response> => {
    const name = decodePath(c.req.path)?.slice(`/${path}/`.length);
    if (name === undefined) return c.notFound();
    return serve(c, cache, join(rootDir, path), name, extra);
  };
  const page = (file: string, policy: string) => (c: RequestContext) =>
    serve(c, cache, rootDir, file, { 'Content-Security-Policy': policy, 'Cross-Origin-Opener-Policy': 'same-origin' });

  app.get('/', page('index.html', POLICY));
  // What its address asks for is done on arrival: no other site may do that in a frame that nobody sees.
  app.get('/chat.html', page('chat.html', UNFRAMED_POLICY));
  app.get('/chat.css', (c) => serve(c, cache, rootDir, 'chat.css', {}));
  app.get('/agent', page('server/console/index.html', UNFRAMED_POLICY));
  // Pages of other sites load the element from here.
  app.get('/dist/*', folder('dist', { 'Access-Control-Allow-Origin': '*', 'Cross-Origin-Resource-Policy': 'cross-origin' }));
  app.get('/demo/*', folder('demo', { 'Content-Security-Policy': POLICY }));
  app.get('/examples/*', folder('examples', { 'Content-Security-Policy': POLICY }));
  app.get('/favicon.ico', (c) => c.body(null, 204));
  app.get(`${KNOWLEDGE_PATH}:name`, async (c) => {
    const text = await readKnowledgeFile(knowledgeDir, c.req.param('name'));
    if (text === undefined) return c.notFound();
    return c.body(text, 200, { 'Content-Type': 'text/plain; charset=utf-8', 'Content-Security-Policy': "default-src 'none'", 'Cache-Control': 'no-cache' });
  });
  return app;
}

function decodePath(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}

async function serve(
  c: RequestContext,
  cache: Map<string, Served>,
  folder: string,
  name: string,
  extra: Readonly<Record<string, string>>,
): Promise<Response> {
  const extension = extname(name);
  const type = TYPES[extension];
  const file = type === undefined ? undefined : await findFile(folder, name);
  if (file === undefined || type === undefined) return c.notFound();
  const served = await read(cache, file);
  const headers: Record<string, string> = {
    ...extra,
    ETag: served.etag,
    'Cache-Control': HASHED.test(name) ? 'public, max-age=31536000, immutable' : 'no-cache',
  };
  if (c.req.header('if-none-match') === served.etag) return c.body(null, 304, headers);
  headers['Content-Type'] = type;
  if (!COMPRESSIBLE.has(extension)) return c.body(new Uint8Array(served.body), 200, headers);
  headers['Vary'] = 'Accept-Encoding, Origin';
  const encoding = chooseEncoding(c.req.header('accept-encoding') ?? '');
  if (encoding === undefined) return c.body(new Uint8Array(served.body), 200, headers);
  return c.body(new Uint8Array(await variant(served, encoding)), 200, { ...headers, 'Content-Encoding': encoding });
}

/** The real path, if it exists and stays within the folder: no `..`, no link that leads out, no hidden file. */
async function findFile(folder: string, name: string): Promise<string | undefined> {
  if (name.includes('\0') || name.split('/').some((part) => part.startsWith('.') || part === '')) return undefined;
  try {
    const [base, file] = await Promise.all([realpath(folder), realpath(join(folder, name))]);
    return file.startsWith(base + sep) ? file : undefined;
  } catch {
    return undefined;
  }
}

/** The file's bytes and what was made of them: read each time (a build may have changed it), compressed once per content. */
async function read(cache: Map<string, Served>, file: string): Promise<Served> {
  const body = await readFile(file);
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
  const known = cache.get(file);
  if (known?.etag === etag) return known;
  const served: Served = { body, etag, variants: new Map() };
  cache.set(file, served);
  return served;
}

type Encoding = 'br' | 'gzip';

function chooseEncoding(accepted: string): Encoding | undefined {
  const names = accepted.split(',').map((part) => part.trim().split(';')[0]);
  return (['br', 'gzip'] as const).find((encoding) => names.includes(encoding));
}

const brotli = promisify(brotliCompress);
const deflate = promisify(gzip);

function variant(served: Served, encoding: Encoding): Promise<Buffer> {
  const known = served.variants.get(encoding);
  if (known) return known;
  const made =
    encoding === 'br' ? brotli(served.body, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }) : deflate(served.body, { level: 9 });
  served.variants.set(encoding, made);
  return made;
}
