/** What the tabs of a visitor tell each other, and what each makes of it. A tab that misses a word finds the same in the record and the log. */
import type {SessionEvent} from '../model/session-event.js';
import type {InboxEvent} from '../model/session-summary.js';
import type {EngineBasis} from './engine-basis.js';
import type {Link} from './line.js';
import type {RevisionMessage} from './record-keeper.js';

/** A tab is there, or is seen again: whoever knows something tells it. */
interface HelloMessage {
  readonly kind: 'hello';
}

/** How the line stands, and up to which number its holder has heard. */
interface LinkMessage {
  readonly kind: 'link';
  readonly sessionId: string;
  readonly link: Link;
  readonly seq: number;
}

/** What was heard of a session. */
interface EventMessage {
  readonly kind: 'event';
  readonly sessionId: string;
  readonly event: SessionEvent;
}

/** What the list of sessions has told, or the list itself. */
export interface InboxMessage {
  readonly kind: 'inbox';
  readonly event: InboxEvent;
}

export type TabMessage = RevisionMessage | HelloMessage | LinkMessage | EventMessage | InboxMessage;

/** Another tab tells. Whoever holds the line, or follows the list, knows better than what a tab that was asleep hears of it. */
export function heardTab(basis: EngineBasis, message: TabMessage): void {
  const {line, sessions} = basis;
  switch (message.kind) {
    case 'revision':
      void basis.refresh();
      return;
    case 'hello':
      line.tell();
      sessions.tell();
      return;
    case 'inbox':
      if (sessions.wanted && !sessions.following) sessions.hear(message.event);
      return;
    case 'link':
    case 'event': {
      const {sessionId} = message;
      if (line.held || sessionId !== basis.record.session?.id) return;
      if (message.kind === 'event') return basis.hearing.hear(sessionId, message.event, 'other-tab');
      line.set(message.link);
      basis.transcripts.reach(sessionId, message.seq);
    }
  }
}
