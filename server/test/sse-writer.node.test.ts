// A stream's reader is cut for what piles up behind him, never for the length of a single frame.
import assert from 'node:assert/strict';
import { createServer, get } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { SseWriter } from '../http/sse-writer.js';

const MiB = 1024 * 1024;

test('a frame that is longer than all that may wait reaches a reader who takes his time', async (context) => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  context.after(() => server.closeAllConnections());
  context.after(() => server.close());
  const opened = new Promise<ServerResponse>((resolve) => server.once('request', (_, response) => resolve(response)));
  const reader = new Promise<IncomingMessage>((resolve) => get(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, { agent: false }, resolve));
  const limits = { pendingBytes: MiB / 4, pendingFrames: 200 };
  const writer = new SseWriter({ response: await opened, headers: {}, limits, times: { heartbeat: 60_000, stall: 60_000 }, onBeat: () => undefined });
  writer.send({ type: 'hello' });
  const response = await reader;
  response.pause();
  // More than the sockets' buffers hold.
  writer.send({ list: 'x'.repeat(16 * MiB) });
  writer.send({ type: 'more' });
  assert.equal(writer.isClosed, false);
  let [length, tail] = [0, ''];
  for await (const chunk of response.setEncoding('utf8').iterator({ destroyOnReturn: false }) as AsyncIterable<string>) {
    length += chunk.length;
    tail = (tail + chunk).slice(-100);
    if (tail.endsWith('{"type":"more"}\n\n')) break;
  }
  assert.ok(length > 16 * MiB);

  // What piles up is another matter.
  response.pause();
  for (let frames = 0; frames < 190 && !writer.isClosed; frames += 1) writer.send({ list: 'x'.repeat(MiB / 4) });
  assert.equal(writer.isClosed, true);
});
