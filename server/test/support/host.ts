// A host's own server for tests: signs identity tokens as it would, with a shared secret or with keys of its own, and serves its key set.
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { CryptoKey, JWK } from 'jose';

export const SECRET = 'a secret that only the shop and the chat server know';

export interface TokenOptions {
  readonly alg?: string;
  readonly kid?: string;
  readonly key?: Uint8Array | CryptoKey;
  readonly header?: Record<string, unknown>;
  /** Seconds from now. `null` leaves the claim out. */
  readonly exp?: number | null;
  readonly aud?: string | string[] | null;
}

/** A token that is good unless the options make it bad. */
export async function token(claims: Record<string, unknown>, options: TokenOptions = {}): Promise<string> {
  const { alg = 'HS256', kid, key = new TextEncoder().encode(SECRET), header = {}, exp = 3_600, aud = 'chat-embed' } = options;
  const now = Math.floor(Date.now() / 1000);
  const payload = { iat: now, ...(exp !== null && { exp: now + exp }), ...(aud !== null && { aud }), ...claims };
  return new SignJWT(payload).setProtectedHeader({ alg, ...(kid !== undefined && { kid }), ...header }).sign(key);
}

/** A token put together by hand, for what no library signs. */
export function rawToken(header: object, payload: object, signature = ''): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part(header)}.${part(payload)}.${signature}`;
}

export interface KeyPair {
  readonly privateKey: CryptoKey;
  readonly jwk: JWK;
}

export async function keyPair(alg: string, kid: string): Promise<KeyPair> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  return { privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' } };
}

/** Serves a key set, or whatever else `answer` makes of a request, and counts how often it is asked. */
export class KeyServer {
  answer: (request: IncomingMessage, response: ServerResponse) => void;
  asked = 0;
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
    this.answer = () => undefined;
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      this.asked += 1;
      this.answer(request, response);
    });
  }

  static async start(keys: readonly JWK[] = []): Promise<KeyServer> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const made = new KeyServer(server);
    made.serve(keys);
    return made;
  }

  serve(keys: readonly JWK[]): void {
    this.answer = (_, response) => response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify({ keys }));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as { port: number }).port}/keys`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
