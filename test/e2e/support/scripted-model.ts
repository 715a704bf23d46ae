/**
 * An OpenAI-compatible endpoint whose answers a test writes: it says one part at once, and the rest when it is let. Knows the streaming protocol;
 * knows nothing of what is asked.
 */
import {once} from 'node:events';
import {createServer, type Server, type ServerResponse} from 'node:http';
import type {AddressInfo} from 'node:net';

export class ScriptedModel {
  readonly #server: Server;
  readonly #answer: readonly [string, string];
  readonly #held: ServerResponse[] = [];

  private constructor(answer: readonly [string, string]) {
    this.#answer = answer;
    this.#server = createServer((request, response) => {
      request.resume();
      response.writeHead(200, {'content-type': 'text/event-stream'});
      this.#write(response, answer[0]);
      this.#held.push(response);
    });
  }

  /** Every answer is `beginning`, and, once released, `rest`. Resolves when it listens. */
  static async start(beginning: string, rest: string): Promise<ScriptedModel> {
    const model = new ScriptedModel([beginning, rest]);
    model.#server.listen(0, '127.0.0.1');
    await once(model.#server, 'listening');
    return model;
  }

  /** What makes a chat server ask it. */
  get env(): Readonly<Record<string, string>> {
    const {port} = this.#server.address() as AddressInfo;
    return {OPENAI_BASE_URL: `http://127.0.0.1:${port}/v1`, OPENAI_MODEL: 'scripted', OPENAI_API_KEY: 'none'};
  }

  /** Ends all answers that have begun. */
  release(): void {
    for (const response of this.#held.splice(0)) {
      this.#write(response, this.#answer[1]);
      response.end(`data: ${JSON.stringify({choices: [{delta: {}, finish_reason: 'stop'}]})}\n\ndata: [DONE]\n\n`);
    }
  }

  async dispose(): Promise<void> {
    this.release();
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #write(response: ServerResponse, content: string): void {
    response.write(`data: ${JSON.stringify({choices: [{delta: {content}}]})}\n\n`);
  }
}

/** An answer with everything that rich text can be. */
export const RICH_ANSWER = [
  `## Colours and fonts

Set **custom properties** on the tag; see [the list](https://example.com/theming) or write to <help@example.com>:

1. accent and its text,
2. surfaces,
   - light and
   - dark.

`,
  `\`\`\`css
chat-embed { --chat-embed-accent: #0a7; }
\`\`\`

| property | default |
| --- | --- |
| \`--chat-embed-accent\` | blue |

> It works under a strict policy. ![a picture](https://example.com/picture.png)

- [x] done
- [ ] to do`,
] as const;
