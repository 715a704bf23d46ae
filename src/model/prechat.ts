/** The form before a session: its fields, its answers, and what may be wrong with one. */

/** One field of the form. */
export interface PrechatField {
  /** `name` and `email` name the visitor to agents. */
  readonly name: string;
  readonly label: string;
  /** Default `text`. */
  readonly type?: 'text' | 'email' | 'tel' | 'number' | 'date' | 'textarea' | 'select' | 'checkbox';
  readonly required?: boolean;
  /** What it begins with. */
  readonly value?: string;
  /** Not shown: its value goes with the others. */
  readonly hidden?: boolean;
  /** Of a `select`. */
  readonly choices?: readonly {readonly value: string; readonly label: string}[];
  /** A regular expression that the whole answer must match. */
  readonly pattern?: string;
  readonly hint?: string;
  readonly maxLength?: number;
  /** As the HTML attribute. */
  readonly autocomplete?: string;
}

/** What is wrong with an answer. */
export type PrechatProblem = 'required' | 'email' | 'tel' | 'number' | 'date' | 'choice' | 'pattern' | 'too-long';

/** Answers by field name. */
export type PrechatValues = Readonly<Record<string, string>>;

/** The form, while it must be answered before a session starts. */
export interface PrechatView {
  readonly fields: readonly PrechatField[];
  readonly values: PrechatValues;
  readonly errors: Readonly<Record<string, PrechatProblem>>;
  /** A start in this tab waits for the answers: the form is what is to be seen. */
  readonly awaited?: true;
}

/** One answer, as the other side gets it. */
export interface PrechatAnswer {
  readonly name: string;
  readonly label: string;
  readonly value: string;
}
