// What the server asks of a bot: turns of a conversation in, events of one answer out. It knows nothing of sessions, of who owns
// them, of the database or of how an answer reaches the visitor.

/** One thing that somebody said, oldest first in a history. */
export interface BotTurn {
  readonly role: 'visitor' | 'bot' | 'agent';
  /** Plain text from the visitor, Markdown from bot and agent. */
  readonly text: string;
}

/** A request for one answer. */
export interface AnswerRequest {
  /** The conversation so far; its last visitor turn is what is to be answered. */
  readonly history: readonly BotTurn[];
  /** BCP 47 tag of the visitor's language, for the bot's own phrases. Default `en`. */
  readonly locale?: string;
  /** Aborting ends the answer at once: no further event, no `done`, nothing thrown. */
  readonly signal: AbortSignal;
}

/**
 * One event of an answer. Any number of `delta`, then exactly one `done` or `handoff`.
 * The deltas' texts, put together, are the whole answer: Markdown without HTML.
 */
export type BotEvent =
  | { readonly type: 'delta'; readonly text: string }
  | {
      readonly type: 'done';
      /** Where the answer came from: at most three. */
      readonly sources?: readonly { readonly title: string; readonly url: string }[];
      /** Plain-text questions that the visitor may want to ask next. */
      readonly suggestions?: readonly string[];
      /** The bot is unsure and suggests talking to a person. */
      readonly offer?: 'handoff';
      /** The bot believes that this answers the question; never together with an offer. */
      readonly solves?: true;
    }
  | { readonly type: 'handoff'; readonly reason: string; readonly summary?: string };

/** Somebody who answers. */
export interface Bot {
  /** The name that visitors see. */
  readonly name: string;
  /** Begins one answer. The iteration throws `BotError` when the bot cannot go on; what was said until then stands. */
  answer(request: AnswerRequest): AsyncIterable<BotEvent>;
}

/** What went wrong: with the endpoint's address, its pace, our key or request, the endpoint itself, or its stream. */
export type BotErrorCode = 'unreachable' | 'timeout' | 'rate_limited' | 'refused' | 'failed' | 'cut' | 'malformed';

/** Why an answer failed. Its message is fit for a log: it holds neither a key nor what the visitor said. */
export class BotError extends Error {
  override readonly name = 'BotError';
  readonly code: BotErrorCode;

  constructor(code: BotErrorCode, message: string) {
    super(message);
    this.code = code;
  }

  /** Asking again later may succeed. */
  get retryable(): boolean {
    return this.code !== 'refused';
  }
}
