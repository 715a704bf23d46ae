/**
 * What the visitor says of the service: whether an answer solved it, and the survey. Each is asked once and told once, however often and in how
 * many tabs it is clicked; what could not be told is asked again. Knows the session shown; starts and ends none.
 */
import type {ChatState} from '../model/chat-state.js';
import type {SurveyAnswer} from '../model/csat.js';
import type {Engine} from './engine.js';
import {pendingOf, surveyOf} from './state.js';

type Shown = Pick<Engine, 'connector' | 'record' | 'transcript' | 'life' | 'tell'>;

export class Feedback {
  /** By message or survey: what is being told, or has been. */
  readonly #told = new Map<string, Promise<void>>();
  readonly #onChange: () => void;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  /** Whether this tab has given the answer. */
  isOwn(id: string): boolean {
    return this.#told.has(id);
  }

  /** The newest message, while the bot believes that it solves the question and nobody has said whether it does; and no own message waits. */
  question({record, transcript}: Shown): ChatState['resolution'] {
    const last = transcript?.entries.at(-1);
    if (record.session?.status !== 'active' || pendingOf(record).length > 0 || last?.kind !== 'message' || !last.solves || last.author.role !== 'bot') return null;
    if (transcript!.unfinished.length > 0 || transcript!.resolved.has(last.id) || this.#told.has(last.id)) return null;
    return (this.#asked = this.#asked?.messageId === last.id ? this.#asked : {messageId: last.id});
  }
  #asked: ChatState['resolution'] = null;

  /** Says whether a message solved it. Rejects with what the connector threw; without effect where it has been said. */
  async resolve(shown: Shown, messageId: string, solved: boolean): Promise<void> {
    const {connector, record, transcript, life} = shown;
    const {session} = record;
    if (session?.status !== 'active' || transcript?.resolved.has(messageId)) return;
    await this.#once(messageId, async () => {
      const {csat} = await connector.resolve(session.id, {messageId, solved}, life);
      if (csat) shown.tell(session.id, {type: 'csat', csat});
    });
  }

  /** Answers the newest survey. Rejects with what the connector threw; without effect where none is open. */
  async answer(shown: Shown, answer: SurveyAnswer): Promise<void> {
    const {connector, transcript, life} = shown;
    const survey = surveyOf(shown);
    if (!transcript || !survey || survey.at !== undefined) return;
    await this.#once(survey.id, async () => {
      const {csat} = await connector.survey(transcript.sessionId, survey.id, answer, life);
      // An ended session has no line: the other tabs hear of it from here.
      if (csat) shown.tell(transcript.sessionId, {type: 'csat', csat});
    });
  }

  async #once(id: string, work: () => Promise<void>): Promise<void> {
    const known = this.#told.get(id);
    if (known) return known;
    const telling = work();
    this.#told.set(id, telling);
    this.#onChange();
    try {
      await telling;
    } catch (error) {
      this.#told.delete(id);
      this.#onChange();
      throw error;
    }
  }
}
