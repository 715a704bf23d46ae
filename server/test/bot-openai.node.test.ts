// The bot that an OpenAI-compatible endpoint answers for, over real HTTP: against aimock, which speaks the protocol as it should, and
// against an endpoint of our own that does not.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { LLMock } from '@copilotkit/aimock';
import fc from 'fast-check';
import { BotError, type BotErrorCode, type BotEvent, type BotTurn } from '../bot/bot.js';
import { createBot } from '../bot/index.js';
import { Knowledge } from '../bot/knowledge.js';
import { OpenAiBot } from '../bot/openai-bot.js';
import { eventData } from '../bot/sse.js';

const FOLDER = fileURLToPath(new URL('../../knowledge/', import.meta.url));
const KEY = 'sk-very-secret-0123456789';
const QUESTION = 'What does endChat do?';
const history: readonly BotTurn[] = [{ role: 'visitor', text: QUESTION }];
const never = (): AbortSignal => new AbortController().signal;

async function collect(events: AsyncIterable<BotEvent>): Promise<BotEvent[]> {
  const all: BotEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}

/** Runs an answer that must fail; gives what was said before, and the error. */
async function fail(events: AsyncIterable<BotEvent>, code: BotErrorCode): Promise<BotEvent[]> {
  const said: BotEvent[] = [];
  try {
    for await (const event of events) said.push(event);
  } catch (error) {
    assert.ok(error instanceof BotError, String(error));
    assert.equal(error.code, code, error.message);
    assert.ok(!`${error.message} ${error.stack ?? ''} ${JSON.stringify(error)} ${String(error.cause)}`.includes(KEY));
    return said;
  }
  return assert.fail(`expected ${code}, but the answer went on to its end`);
}

const text = (events: readonly BotEvent[]): string => events.map((event) => (event.type === 'delta' ? event.text : '')).join('');

let knowledge: Knowledge;
before(async () => {
  knowledge = await Knowledge.read(FOLDER);
});

describe('with aimock', () => {
  let mock: LLMock;
  const config = (): { baseUrl: string; apiKey: string; model: string } => ({ baseUrl: `${mock.url}/v1`, apiKey: KEY, model: 'test-model' });
  const make = (retryMs = 50): OpenAiBot => new OpenAiBot(config(), knowledge, { silenceMs: 5000, retryMs });

  beforeEach(async () => {
    mock = new LLMock({ port: 0, host: '127.0.0.1' });
    await mock.start();
  });
  afterEach(() => mock.stop());

  it('streams the text, and names the passages it gave as sources', async () => {
    const answer = '`endChat()` ends the chat [1]. Grüße, 日本語 and 🎉 survive.';
    mock.onMessage(QUESTION, { content: answer }, { chunkSize: 3 });
    const bot = await createBot({ knowledgeFolder: FOLDER, openai: config() });
    const events = await collect(bot.answer({ history, signal: never() }));
    assert.ok(events.length > 10);
    assert.equal(text(events), answer);
    const done = events.at(-1);
    assert.ok(done?.type === 'done');
    assert.ok((done.sources?.length ?? 0) >= 1 && (done.sources?.length ?? 0) <= 3);
    assert.equal(done.sources?.[0]?.url, '/knowledge/methods.md#endchat');
    assert.ok((done.suggestions?.length ?? 0) >= 2);
  });

  it('sends the key in its header, the conversation, the passages and the tool', async () => {
    mock.onMessage('and clearSession?', { content: 'It clears.' });
    const turns: BotTurn[] = [
      { role: 'visitor', text: QUESTION },
      { role: 'bot', text: 'It ends the chat.' },
      { role: 'agent', text: 'Hello, Ada here.' },
      { role: 'visitor', text: 'and clearSession?' },
    ];
    await collect(make().answer({ history: turns, locale: 'de', signal: never() }));
    const request = mock.getLastRequest();
    assert.equal(request?.path, '/v1/chat/completions');
    const body = request.body as unknown as { model: string; stream: boolean; messages: { role: string; content: string }[]; tools: { function: { name: string } }[] };
    assert.equal(body.model, 'test-model');
    assert.equal(body.stream, true);
    assert.deepEqual(body.messages.map(({ role }) => role), ['system', 'user', 'assistant', 'assistant', 'user']);
    assert.match(body.messages[0]?.content ?? '', /language de\.[^]*\[1\] Methods[^]*clearSession\(\)` makes this device forget/);
    assert.match(body.messages[3]?.content ?? '', /a person said.*Ada/);
    assert.deepEqual(body.tools.map((tool) => tool.function.name), ['request_human']);
    assert.ok(!JSON.stringify(body).includes(KEY));
  });

  it('keeps a long history within bounds, the newest turns first', async () => {
    mock.onMessage(/.*/, { content: 'ok' });
    const turns = Array.from({ length: 60 }, (_, index): BotTurn => ({ role: index % 2 === 0 ? 'visitor' : 'bot', text: `turn ${index} ${'x'.repeat(1000)}` }));
    await collect(make().answer({ history: [...turns, { role: 'visitor', text: 'the last one' }], signal: never() }));
    const { messages } = mock.getLastRequest()?.body as unknown as { messages: { content: string }[] };
    assert.ok(messages.length > 5 && messages.length <= 25);
    assert.ok(messages.slice(1).reduce((sum, { content }) => sum + content.length, 0) <= 16_100);
    assert.equal(messages.at(-1)?.content, 'the last one');
  });

  it('believes to have answered when it cites a passage that it was given, and asks nothing back', async () => {
    const cases: [string, boolean][] = [
      ['It ends the session [1].', true],
      ['It ends the session.', false],
      ['See [9].', false],
      ['I did not find that [1]. Would you like to talk to a person?', false],
      ['Do you mean endChat? [1]', false],
    ];
    for (const [content, solves] of cases) {
      mock.clearFixtures();
      mock.onMessage(QUESTION, { content });
      const done = (await collect(make().answer({ history, signal: never() }))).at(-1);
      assert.ok(done?.type === 'done');
      assert.equal(done.solves, solves ? true : undefined, content);
    }
  });

  it('gives no sources when no passage fits', async () => {
    mock.onMessage('joke', { content: 'I only know chat.' });
    const events = await collect(make().answer({ history: [{ role: 'visitor', text: 'Tell me a joke' }], signal: never() }));
    assert.deepEqual(events.at(-1), { type: 'done' });
  });

  it('turns the tool call into a handoff, also after some text', async () => {
    const call = { name: 'request_human', arguments: JSON.stringify({ reason: 'billing', summary: 'Wants a refund.' }) };
    mock.onMessage('a human', { content: 'One moment.', toolCalls: [call] }, { chunkSize: 4 });
    const events = await collect(make().answer({ history: [{ role: 'visitor', text: 'I want a human' }], signal: never() }));
    assert.equal(text(events), 'One moment.');
    assert.deepEqual(events.at(-1), { type: 'handoff', reason: 'billing', summary: 'Wants a refund.' });
    assert.equal(events.filter(({ type }) => type !== 'delta').length, 1);
  });

  it('hands off even when the arguments are broken, and ignores tools that it does not have', async () => {
    mock.onMessage('broken', { toolCalls: [{ name: 'request_human', arguments: '{"reason": ' }] });
    mock.onMessage('unknown', { toolCalls: [{ name: 'delete_everything', arguments: '{}' }] });
    assert.deepEqual(await collect(make().answer({ history: [{ role: 'visitor', text: 'broken' }], signal: never() })), [
      { type: 'handoff', reason: 'visitor asked', summary: 'The visitor asked: “broken”.' },
    ]);
    assert.deepEqual(await collect(make().answer({ history: [{ role: 'visitor', text: 'unknown' }], signal: never() })), [{ type: 'done' }]);
  });

  it('throws when the stream is cut, after what was said', async () => {
    mock.onMessage(QUESTION, { content: 'A long answer that is cut before its end.' }, { chunkSize: 5, truncateAfterChunks: 4, latency: 15 });
    const said = await fail(make().answer({ history, signal: never() }), 'cut');
    assert.ok(text(said).length > 0 && 'A long answer that is cut'.startsWith(text(said)), text(said));
  });

  it('waits and asks once more after 429', async () => {
    mock.onMessage(QUESTION, { content: 'Second time lucky.' });
    mock.nextRequestError(429, { message: `slow down, ${KEY}` });
    assert.equal(text(await collect(make().answer({ history, signal: never() }))), 'Second time lucky.');
    assert.deepEqual(mock.getRequests().map(({ response }) => response.status), [429, 200]);
  });

  it('gives up after the second 429', async () => {
    mock.onMessage(QUESTION, { error: { message: 'busy' }, status: 429, retryAfter: 1 });
    assert.deepEqual(await fail(make().answer({ history, signal: never() }), 'rate_limited'), []);
    assert.equal(mock.getRequests().length, 2);
  });

  it('stops waiting for its turn when aborted', async () => {
    mock.onMessage(QUESTION, { error: { message: 'busy' }, status: 429, retryAfter: 3600 });
    const controller = new AbortController();
    const events = collect(make(3_600_000).answer({ history, signal: controller.signal }));
    while (mock.getRequests().length === 0) await new Promise((resolve) => setImmediate(resolve));
    controller.abort();
    assert.deepEqual(await events, []);
    assert.equal(mock.getRequests().length, 1);
  });

  it('tells a refused key, a wrong address and a failing endpoint apart, never quoting them', async () => {
    const cases: readonly (readonly [number, BotErrorCode])[] = [[401, 'refused'], [403, 'refused'], [404, 'refused'], [400, 'refused'], [500, 'failed'], [503, 'failed']];
    for (const [status, code] of cases) {
      mock.nextRequestError(status, { message: `bad key ${KEY}` });
      assert.deepEqual(await fail(make().answer({ history, signal: never() }), code), []);
    }
  });
});

describe('with a rough endpoint', () => {
  let server: Server;
  let respond: (request: IncomingMessage, response: ServerResponse) => void;
  let baseUrl: string;
  const make = (silenceMs = 5000): OpenAiBot => new OpenAiBot({ baseUrl: `${baseUrl}/`, apiKey: KEY, model: 'm' }, knowledge, { silenceMs, retryMs: 50 });
  const chunk = (content: string): string => `data: ${JSON.stringify({ choices: [{ delta: { content } }] })}\n\n`;
  const stream = (response: ServerResponse): ServerResponse => response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });

  before(async () => {
    server = createServer((request, response) => {
      request.resume();
      request.on('end', () => respond(request, response));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  it('sends the key as a bearer, to one slash', async () => {
    let seen = '';
    respond = (request, response) => {
      seen = `${request.url ?? ''} ${request.headers.authorization ?? ''}`;
      stream(response).end('data: [DONE]\n\n');
    };
    await collect(make().answer({ history, signal: never() }));
    assert.equal(seen, `/v1/chat/completions Bearer ${KEY}`);
  });

  it('sends no header at all when there is no key', async () => {
    let seen: string | undefined = 'unset';
    respond = (request, response) => {
      seen = request.headers.authorization;
      stream(response).end('data: [DONE]\n\n');
    };
    await collect(new OpenAiBot({ baseUrl, apiKey: '', model: 'm' }, knowledge).answer({ history, signal: never() }));
    assert.equal(seen, undefined);
  });

  it('reads comments, CRLF, empty deltas and an end without [DONE]', async () => {
    respond = (_, response) => {
      const frames = `: hello\r\n\r\n${chunk('one ').replaceAll('\n', '\r\n')}data: {"choices":[]}\n\ndata: {"choices":[{"delta":{"content":null}}]}\n\n${chunk('two')}`;
      stream(response).end(`${frames}data: {"choices":[{"delta":{},"finish_reason":"stop"}]}\n\n`);
    };
    assert.equal(text(await collect(make().answer({ history, signal: never() }))), 'one two');
  });

  it('throws on an error object within the stream', async () => {
    respond = (_, response) => void stream(response).end(`${chunk('So far ')}data: {"error":{"message":"overloaded ${KEY}"}}\n\n`);
    assert.equal(text(await fail(make().answer({ history, signal: never() }), 'failed')), 'So far ');
  });

  it('throws on what is no JSON, and on what is no stream', async () => {
    respond = (_, response) => void stream(response).end('data: {oops\n\n');
    await fail(make().answer({ history, signal: never() }), 'malformed');
    respond = (_, response) => void stream(response).end('data: 7\n\n');
    await fail(make().answer({ history, signal: never() }), 'malformed');
    respond = (_, response) => void response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Sign in</h1>');
    await fail(make().answer({ history, signal: never() }), 'malformed');
  });

  it('throws when the connection breaks in the middle', async () => {
    respond = (_, response) => void stream(response).write(chunk('Half'), () => response.destroy());
    await fail(make().answer({ history, signal: never() }), 'cut');
  });

  it('times out when the endpoint falls silent, before or within an answer', async () => {
    respond = () => undefined;
    await fail(make(60).answer({ history, signal: never() }), 'timeout');
    respond = (_, response) => void stream(response).write(chunk('Hm '));
    // Long enough for the first words to come on a busy machine.
    assert.equal(text(await fail(make(1_500).answer({ history, signal: never() }), 'timeout')), 'Hm ');
  });

  it('cannot be reached', async () => {
    const gone = createServer().listen(0, '127.0.0.1');
    await once(gone, 'listening');
    const { port } = gone.address() as AddressInfo;
    await new Promise((resolve) => gone.close(resolve));
    const bot = new OpenAiBot({ baseUrl: `http://127.0.0.1:${port}/v1`, apiKey: KEY, model: 'm' }, knowledge);
    await fail(bot.answer({ history, signal: never() }), 'unreachable');
    await fail(new OpenAiBot({ baseUrl: 'not a url', apiKey: KEY, model: 'm' }, knowledge).answer({ history, signal: never() }), 'unreachable');
    // A key that cannot stand in a header makes fetch throw an error that quotes it.
    await fail(new OpenAiBot({ baseUrl, apiKey: `${KEY}\u0000`, model: 'm' }, knowledge).answer({ history, signal: never() }), 'unreachable');
  });

  it('closes the connection when aborted, or left by its reader', async () => {
    for (const leave of ['abort', 'break'] as const) {
      const controller = new AbortController();
      const closed = new Promise<void>((resolve) => {
        respond = (_, response) => {
          response.on('close', () => resolve());
          stream(response).write(chunk('first'));
        };
      });
      const said: BotEvent[] = [];
      for await (const event of make().answer({ history, signal: controller.signal })) {
        said.push(event);
        if (leave === 'break') break;
        controller.abort();
      }
      await closed;
      assert.deepEqual(said, [{ type: 'delta', text: 'first' }]);
    }
  });
});

describe('the event stream', () => {
  const read = async (parts: readonly Uint8Array[]): Promise<string[]> => {
    const all: string[] = [];
    async function* body(): AsyncGenerator<Uint8Array> {
      yield* parts;
    }
    for await (const data of eventData(body())) all.push(data);
    return all;
  };

  it('reads the same however its bytes are cut', async () => {
    const bytes = new TextEncoder().encode(': c\r\ndata: één 🎉\r\n\r\nevent: x\rdata:a\rdata: b\r\rid: 1\ndata\ndata:  c\n\n\ndata: lost');
    const expected = ['één 🎉', 'a\nb', '\n c'];
    assert.deepEqual(await read([bytes]), expected);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(bytes.length), { maxLength: 30 }), async (cuts) => {
        const at = [0, ...[...cuts].sort((one, other) => one - other), bytes.length];
        assert.deepEqual(await read(at.slice(1).map((end, index) => bytes.slice(at[index], end))), expected);
      }),
      { numRuns: 300 },
    );
  });
});
