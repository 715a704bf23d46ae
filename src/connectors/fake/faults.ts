/** What goes wrong with the calls of the back end in memory, as a test scripts it. Knows calls by name, not what they do. */
import type {Clock} from '../../contracts/clock.js';
import {ChatError, type ChatErrorCode} from '../../model/errors.js';
import {untilAborted} from '../shared/abort.js';

/** The calls of a connector, as tests name them. */
export type CallName =
  | 'open' | 'load' | 'events' | 'stream' | 'send' | 'farewell' | 'typing' | 'acknowledge' | 'stop' | 'requestHandoff' | 'cancelHandoff'
  | 'sessions' | 'inbox' | 'availability' | 'leaveMessage' | 'keep' | 'resolve' | 'survey' | 'claim' | 'link' | 'erase';

/** One call that reached the back end or failed on the way. */
export interface Call {
  readonly name: CallName;
  readonly sessionId: string;
  readonly at: number;
}

/** A call that waits at the door. */
export interface Hold {
  /** Resolves when the call has come. */
  readonly reached: Promise<void>;
  /** Lets it go on. */
  release(): void;
}

interface Failure {
  readonly name: CallName | undefined;
  readonly error: () => ChatError;
  readonly when: 'before' | 'after';
}

interface Door {
  readonly name: CallName;
  readonly reach: () => void;
  readonly opened: Promise<void>;
}

/** The faults of one back end. */
export class Faults {
  readonly #clock: Clock;
  readonly #failures: Failure[] = [];
  readonly #doors: Door[] = [];
  readonly #delays = new Map<CallName | 'all', number>();
  offline = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  fail(times: number, error: () => ChatError, name: CallName | undefined, when: 'before' | 'after'): void {
    for (let index = 0; index < times; index += 1) this.#failures.push({name, error, when});
  }

  delay(ms: number, name: CallName | 'all'): void {
    this.#delays.set(name, ms);
  }

  hold(name: CallName): Hold {
    let reach = (): void => undefined;
    let release = (): void => undefined;
    const reached = new Promise<void>((resolve) => (reach = resolve));
    const opened = new Promise<void>((resolve) => (release = resolve));
    this.#doors.push({name, reach, opened});
    return {reached, release};
  }

  /** Carries a call out, with everything that is scripted for it. */
  async around<T>(name: CallName, work: () => T | Promise<T>, signal: AbortSignal): Promise<T> {
    signal.throwIfAborted();
    await this.#way(name, signal);
    this.#failIfScripted(name, 'before');
    const result = await work();
    this.#failIfScripted(name, 'after');
    return result;
  }

  async #way(name: CallName, signal: AbortSignal): Promise<void> {
    const ms = this.#delays.get(name) ?? this.#delays.get('all') ?? 0;
    if (ms > 0) await this.#clock.sleep(ms, signal);
    else await Promise.resolve();
    const hold = this.#doors.findIndex((waiting) => waiting.name === name);
    if (hold !== -1) {
      const [door] = this.#doors.splice(hold, 1);
      door!.reach();
      await untilAborted(door!.opened, signal);
    }
    signal.throwIfAborted();
    if (this.offline) throw networkError();
  }

  #failIfScripted(name: CallName, when: Failure['when']): void {
    const index = this.#failures.findIndex((failure) => failure.when === when && (failure.name ?? name) === name);
    if (index === -1) return;
    const [failure] = this.#failures.splice(index, 1);
    throw failure!.error();
  }
}

/** The back end does not answer. */
export function networkError(): ChatError {
  return new ChatError('network', 'The back end in memory does not answer: a test made it so.');
}

/** An answer of the given code. */
export function scriptedError(code: ChatErrorCode, retryAfterMs?: number): ChatError {
  return new ChatError(code, `The back end in memory answers "${code}": a test made it so.`, retryAfterMs === undefined ? {} : {retryAfterMs});
}
