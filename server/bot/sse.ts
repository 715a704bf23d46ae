// Reads a Server-Sent Events body (WHATWG HTML, 9.2.6) into the data of its events, however its bytes were cut. It knows the frame;
// it knows nothing of what is in it.

/** Yields each event's data. An event that the body's end cuts off is dropped, as the standard says. */
export async function* eventData(body: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let data: string[] = [];
  for await (const line of lines(body)) {
    if (line === '') {
      if (data.length > 0) yield data.join('\n');
      data = [];
    } else if (line === 'data') {
      data.push('');
    } else if (line.startsWith('data:')) {
      data.push(line.slice(line.startsWith('data: ') ? 6 : 5));
    }
  }
}

async function* lines(body: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const bytes of body) {
    rest += decoder.decode(bytes, { stream: true });
    // A CR at the end may be half of a CRLF: it waits for what follows.
    const complete = /^[^]*(?:\r\n|\n|\r(?!$))/.exec(rest)?.[0] ?? '';
    rest = rest.slice(complete.length);
    yield* complete.split(/\r\n|\n|\r/).slice(0, -1);
  }
  rest += decoder.decode();
  const ended = rest.split(/\r\n|\n|\r/);
  yield* ended.slice(0, -1);
}
