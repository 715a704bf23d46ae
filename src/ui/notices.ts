/** What a notice in the transcript says. Pure; knows notices and words, no elements. */
import type {ChatStrings} from '../i18n/strings.js';
import type {Notice} from '../model/message.js';
import type {Participant} from '../model/participant.js';
import type {EndedBy} from '../model/session-event.js';

/** Who ended it, in a sentence. The name is that of the last person or bot in the session, where there is one. */
export function endText(by: EndedBy, participants: readonly Participant[], {ended}: ChatStrings): string {
  const name = participants.findLast(({role}) => role === by)?.name || undefined;
  return ended[by](name);
}

/** The sentence of a notice; empty where another one says it already. */
export function noticeText(notice: Notice, participants: readonly Participant[], strings: ChatStrings): string {
  switch (notice.notice) {
    case 'joined':
      return strings.joined(notice.participant.name || strings.agent);
    case 'left':
      return strings.left(notice.participant.name || strings.agent);
    case 'handoff':
      if (notice.to === 'agent') return '';
      if (notice.to === 'bot') return strings.toBot;
      return notice.from === 'agent' ? strings.queueFinding : strings.toQueue;
    case 'reopened':
      return strings.reopened.by(notice.participant.name || strings.agent);
    case 'resolution':
      return notice.solved ? strings.resolution.solved : strings.resolution.unsolved;
    case 'ended':
      return endText(notice.by, participants, strings);
  }
}
