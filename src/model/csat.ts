/** The survey after a session: the newest request, and what came of it. The comment is never in it. */
export interface Csat {
  readonly id: string;
  /** In ms since the epoch. */
  readonly requestedAt: number;
  /** 1 to 5. */
  readonly score?: number;
  readonly skipped?: true;
  /** When it was answered. */
  readonly at?: number;
}

/** The visitor's answer to a survey. */
export type SurveyAnswer = {readonly score: number; readonly comment?: string} | {readonly skipped: true};
