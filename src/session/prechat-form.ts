/**
 * The form before a session, and the start that waits for it: what is typed belongs to the record, so that a reload and other tabs have it, until
 * the session begins or everything is cleared. Knows no messages; starts nothing itself.
 */
import type {PrechatField, PrechatProblem, PrechatValues, PrechatView} from '../model/prechat.js';
import {checkPrechat} from '../model/prechat-check.js';
import type {Fact, SessionRecord} from '../model/session-record.js';
import type {WaitingStart} from '../model/session-start.js';
import type {ChatSettings, StartAttributes} from './chat.js';
import {isOpen} from './machine.js';
import type {Input, StartWish} from './machine.js';
import {pause} from './pause.js';
import type {Pausing} from './pause.js';
import {asksFirst, startOf} from './start.js';

/** The chat that begins with the form, as it is at each moment. */
export interface AskingChat extends Pausing {
  readonly settings: ChatSettings;
  readonly record: SessionRecord;
  commit(input: Input): Promise<unknown>;
  changed(): void;
}

export class PrechatForm {
  readonly #chat: AskingChat;
  #typed: PrechatValues = {};
  #errors: PrechatView['errors'] = {};
  /** For the start that waits. What cannot be stored, a function, lives as long as this page. */
  #attributes: StartAttributes | undefined;
  #saving: AbortController | undefined;
  #view: PrechatView | null = null;
  #held: string | undefined;
  /** A start of this tab waits for the answers. */
  #awaited = false;

  constructor(chat: AskingChat) {
    this.#chat = chat;
  }

  /** What the start that waits shall carry, where the host said so for it. */
  get attributes(): StartAttributes | undefined {
    return this.#attributes ?? this.#chat.record.form?.attributes;
  }

  /** All answers so far but the fields' own values. */
  get values(): PrechatValues {
    return {...this.attributes?.prechat, ...this.#chat.record.form?.values, ...this.#typed};
  }

  /** Whether it must be answered before a session with these attributes starts. What is typed counts once it is handed in. */
  asks(attributes = this.attributes): boolean {
    return asksFirst(this.#chat.settings.prechat, attributes?.prechat);
  }

  /** As the window shows it; the same object while nothing about it changes. */
  get view(): PrechatView | null {
    if (this.#chat.record.session || !this.asks()) return (this.#view = null);
    const next = {fields: this.#chat.settings.prechat, values: this.values, errors: this.#errors, ...(this.#awaited && {awaited: true as const})};
    const known = this.#view;
    if (known?.fields !== next.fields || known.awaited !== next.awaited || known.errors !== next.errors || JSON.stringify(known.values) !== JSON.stringify(next.values)) this.#view = next;
    return this.#view;
  }

  /** Something is typed; written down once there is a pause. */
  type(values: PrechatValues): void {
    if (isOpen(this.#chat.record.session)) return;
    this.#typed = {...this.#typed, ...values};
    // What was wrong and is right now is not called wrong any longer; what is wrong now is said when it is handed in.
    const wrong = this.#check();
    this.#errors = Object.fromEntries(Object.keys(this.#errors).flatMap((name) => (wrong[name] ? [[name, wrong[name]]] : [])));
    this.#chat.changed();
    void this.#saveLater();
  }

  /** Writes down what is typed, and what the start shall carry. `fresh`: an ended session makes room for the form. */
  async keep(attributes?: StartAttributes, fresh = false): Promise<void> {
    this.#saving?.abort();
    if (fresh) this.#awaited = true;
    if (attributes) this.#attributes = attributes;
    const typed = this.#typed;
    await this.#chat.commit({type: 'form', values: typed, ...(attributes && {attributes: storable(attributes) ?? null}), fresh});
    if (this.#typed === typed) this.#typed = {};
  }

  /** Hands it in. Returns whether everything is right; what is wrong is in `view` then. */
  submit(values: PrechatValues): boolean {
    this.type(values);
    this.#errors = this.#check();
    return Object.keys(this.#errors).length === 0;
  }

  /** The visitor may become another, or the chat be let go: everything is written down for whoever it belongs to. */
  async hold(): Promise<void> {
    if (Object.keys(this.#typed).length > 0) await this.keep();
    this.#held = JSON.stringify(this.#chat.record.form);
  }

  /** The visitor is another. The form has come along, or it is that visitor's own. */
  moved(): void {
    if (JSON.stringify(this.#chat.record.form) !== this.#held) this.forget();
  }

  /** What a session carries that starts now. Throws `bad-input` where a routing function fails. */
  wish(attributes = this.attributes): StartWish {
    if (attributes) this.#attributes = attributes;
    const carries = startOf(this.#chat.settings, attributes, this.values);
    const stored = attributes && storable(attributes);
    return {carries, form: {values: {...this.#chat.record.form?.values, ...this.#typed}, ...(stored && {attributes: stored})}};
  }

  /** The record became another one: nothing is kept of what has begun, or was cleared. */
  recordChanged(next: SessionRecord, previous: SessionRecord, facts: readonly Fact[]): void {
    const {session, form} = next;
    const cleared = (!session && !form && previous.form) || facts.some(({event}) => event.type === 'chat-clear');
    if (cleared || (session && session.status !== 'starting')) this.forget();
  }

  forget(): void {
    this.#saving?.abort();
    this.#typed = {};
    this.#errors = {};
    this.#attributes = undefined;
    this.#awaited = false;
  }

  #check(): Readonly<Record<string, PrechatProblem>> {
    return checkPrechat(this.#chat.settings.prechat, this.values);
  }

  async #saveLater(): Promise<void> {
    this.#saving?.abort();
    this.#saving = new AbortController();
    try {
      await pause(this.#chat, this.#saving.signal);
      await this.keep();
    } catch {
      // A newer key, or the start, has taken over.
    }
  }
}

function storable({routing, ...rest}: StartAttributes): WaitingStart['attributes'] {
  return typeof routing === 'function' ? undefined : {...rest, ...(routing && {routing})};
}

/** The names of the fields that can be seen. */
export function namesOf(fields: readonly PrechatField[]): readonly string[] {
  return fields.filter(({hidden}) => !hidden).map(({name}) => name);
}
