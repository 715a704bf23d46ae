// A transcript as one agent sees it: his own replies carry how far they have come, the visitor's messages do not. Pure but for a memory
// of what it made, so that what has not changed stays the same object.
import type { Delivery, Entry, Message, OutgoingMessage } from '../../src/model/message.js';
import type { LogEvent } from '../../src/model/session-event.js';
import type { Transcript } from '../../src/model/transcript.js';
import type { Participant } from '../protocol.js';

/** Why and when the visitor asked for a person. */
export interface HandoffRequest {
  readonly at: number;
  readonly reason?: string;
  readonly summary?: string;
}

/** The newest request for a person among some events of the log, oldest first. */
export function lastRequest(events: readonly LogEvent[]): HandoffRequest | undefined {
  const event = events.findLast((candidate) => candidate.type === 'handoff' && candidate.to === 'queue');
  if (event?.type !== 'handoff') return undefined;
  const { at, reason, summary } = event;
  return { at, ...(reason !== undefined && { reason }), ...(summary !== undefined && { summary }) };
}

/** How many messages of the visitor came after event number `seq`. */
export function countUnread({ entries }: Transcript, seq: number): number {
  let count = 0;
  for (let i = entries.length - 1; i >= 0 && (entries[i]!.seq ?? 0) > seq; i -= 1) {
    const entry = entries[i]!;
    if (entry.kind === 'message' && entry.author.role === 'visitor') count += 1;
  }
  return count;
}

/** Shows one agent's side of one chat. */
export class AgentView {
  readonly #me: Participant;
  readonly #made = new WeakMap<Entry, Message>();

  constructor(me: Participant) {
    this.#me = me;
  }

  /** The log, answers being written, then own replies on their way. */
  entries(transcript: Transcript | null, outbox: readonly OutgoingMessage[]): readonly Entry[] {
    const log = (transcript?.entries ?? []).map((entry) => (entry.kind === 'message' ? this.#show(entry, transcript!.receipts.delivered) : entry));
    return [...log, ...(transcript?.unfinished ?? []), ...outbox.map((message) => this.#pending(message))];
  }

  #show(message: Message, deliveredUpTo: number): Message {
    const delivery = message.author.id === this.#me.id ? deliveryOf(message, deliveredUpTo) : undefined;
    if (message.delivery === delivery) return message;
    const known = this.#made.get(message);
    if (known && known.delivery === delivery) return known;
    const { delivery: _, ...rest } = message;
    const made: Message = delivery === undefined ? rest : { ...rest, delivery };
    this.#made.set(message, made);
    return made;
  }

  #pending({ id, text, at, seq, failure }: OutgoingMessage): Message {
    const message = { kind: 'message', id, author: this.#me, text, at } as const;
    if (failure) return { ...message, delivery: 'failed', failure };
    return { ...message, delivery: seq === undefined ? 'queued' : 'sent' };
  }
}

function deliveryOf({ seq = 0 }: Message, deliveredUpTo: number): Delivery {
  return seq <= deliveredUpTo ? 'delivered' : 'sent';
}
