/**
 * The network between browser and server, as something that can be pulled out: a browser's own offline switch leaves open streams alone. Knows
 * bytes; knows nothing of what they say.
 */
import {once} from 'node:events';
import {createServer, connect, type AddressInfo, type Server, type Socket} from 'node:net';

/** `cut`: every connection breaks at once · `silent`: connections stay open and nothing comes through them any more, ever. */
export type Pull = 'cut' | 'silent';

export class Cable {
  readonly #server: Server;
  readonly #target: number;
  readonly #pairs = new Set<readonly [Socket, Socket | null]>();
  #pulled: Pull | undefined;

  private constructor(target: number) {
    this.#target = target;
    this.#server = createServer((near) => this.#join(near));
  }

  /** Lays a cable to the server at `url`. Resolves when it carries. */
  static async to(url: string): Promise<Cable> {
    const cable = new Cable(Number(new URL(url).port));
    cable.#server.listen(0, '127.0.0.1');
    await once(cable.#server, 'listening');
    return cable;
  }

  /** Where the near end is: the server as the browser sees it. */
  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  pull(how: Pull): void {
    this.#pulled = how;
    for (const [near, far] of this.#pairs) {
      if (how === 'cut') {
        near.resetAndDestroy();
        far?.destroy();
        continue;
      }
      far?.unpipe(near);
      near.unpipe(far ?? undefined);
      far?.destroy();
    }
  }

  /** New connections come through again. What was silent stays silent. */
  plugIn(): void {
    this.#pulled = undefined;
  }

  async dispose(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const [near, far] of this.#pairs) {
      near.destroy();
      far?.destroy();
    }
    await closed;
  }

  #join(near: Socket): void {
    if (this.#pulled === 'cut') {
      near.resetAndDestroy();
      return;
    }
    const far = this.#pulled === 'silent' ? null : connect(this.#target, '127.0.0.1');
    const pair = [near, far] as const;
    this.#pairs.add(pair);
    near.on('error', () => undefined);
    near.on('close', () => {
      this.#pairs.delete(pair);
      far?.destroy();
    });
    if (!far) return;
    far.on('error', () => undefined);
    // A silent line does not say that its other end has gone.
    far.on('close', () => this.#pulled !== 'silent' && near.destroy());
    near.pipe(far);
    far.pipe(near);
  }
}
