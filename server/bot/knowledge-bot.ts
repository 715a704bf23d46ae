// The bot that needs no AI service: it answers from the knowledge folder. It joins the reply to the pace; both are made elsewhere.
import type { AnswerRequest, Bot, BotEvent } from './bot.js';
import type { Knowledge } from './knowledge.js';
import { paced } from './pace.js';
import { replyTo } from './reply.js';

/** A bot that answers from these documents. It never throws. */
export class KnowledgeBot implements Bot {
  readonly name = 'Assistant';
  readonly #knowledge: Knowledge;

  constructor(knowledge: Knowledge) {
    this.#knowledge = knowledge;
  }

  async *answer({ history, locale, signal }: AnswerRequest): AsyncGenerator<BotEvent> {
    if (signal.aborted) return;
    const reply = replyTo(history, locale, this.#knowledge);
    if (reply.kind === 'handoff') {
      yield { type: 'handoff', reason: reply.reason, summary: reply.summary };
      return;
    }
    for await (const text of paced(reply.text, signal)) yield { type: 'delta', text };
    if (signal.aborted) return;
    const { sources, suggestions, offer, solves } = reply;
    yield {
      type: 'done',
      ...(sources.length > 0 && { sources }),
      ...(suggestions.length > 0 && { suggestions }),
      ...(offer && { offer: 'handoff' as const }),
      ...(solves && { solves }),
    };
  }
}
