// Calls the agent: counts in the title, a sound, a sentence for screen readers when somebody begins to wait or writes. It knows the list
// and whether the page can be seen; it shows nothing.
import type { Chime } from './chime.js';
import { countAttention, newsBetween } from './chats.js';
import type { Chat } from '../protocol.js';
import type { Desk, DeskState } from './desk.js';

const TITLE = 'Agent console';

export interface AttentionParts {
  readonly desk: Pick<Desk, 'state' | 'subscribe'>;
  readonly chime: Pick<Chime, 'play'>;
  /** Whose title carries the count. */
  readonly page: Pick<Document, 'title' | 'visibilityState' | 'addEventListener' | 'removeEventListener'>;
  /** Says a sentence to screen readers. */
  readonly say: (text: string) => void;
}

/** Watches the desk until the answered function is called. */
export function callForAttention({ desk, chime, page, say }: AttentionParts): () => void {
  let before: DeskState = desk.state;
  const looking = ({ chosen }: DeskState): string | null => (page.visibilityState === 'visible' ? chosen : null);
  const count = (): void => {
    const { me, chats } = desk.state;
    const waiting = me ? countAttention(chats, me.id, looking(desk.state)) : 0;
    page.title = waiting > 0 ? `(${waiting}) ${TITLE}` : TITLE;
  };
  const look = (): void => {
    const [old, now] = [before, desk.state];
    before = now;
    if (old.chats !== now.chats || old.chosen !== now.chosen || old.me !== now.me) count();
    // The first list is what was there before; it is no news.
    if (!now.me || !old.listed || old.chats === now.chats) return;
    const { waiting, messages } = newsBetween(old.chats, now.chats, now.me.id, looking(now));
    const sentence = sentenceFor(waiting, messages);
    if (sentence) say(sentence);
    if (waiting.length > 0) chime.play('waiting');
    else if (messages.length > 0) chime.play('message');
  };
  const stop = desk.subscribe(look);
  page.addEventListener('visibilitychange', count);
  count();
  return () => {
    stop();
    page.removeEventListener('visibilitychange', count);
    page.title = TITLE;
  };
}

function sentenceFor(waiting: readonly Chat[], messages: readonly Chat[]): string {
  if (waiting.length > 1) return `${waiting.length} visitors are waiting`;
  if (waiting[0]) return `${waiting[0].visitor.name} is waiting`;
  return messages.length > 0 ? `New message from ${messages.map(({ visitor }) => visitor.name).join(', ')}` : '';
}
