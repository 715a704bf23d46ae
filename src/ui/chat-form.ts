/**
 * `<chat-embed-form>`: fields with their labels, what is wrong with them, and one button. Knows what was typed and keeps it until it is told
 * otherwise; refuses to know what the answers are for. Tells `form-input` with each change and `form-submit` once nothing is wrong.
 */
import {html, nothing, type PropertyValues, type TemplateResult} from 'lit';
import {live} from 'lit/directives/live.js';
import type {ChatStrings} from '../i18n/strings.js';
import type {PrechatField, PrechatProblem, PrechatValues} from '../model/prechat.js';
import {checkPrechat} from '../model/prechat-check.js';
import {buttons} from './button-styles.js';
import {formStyles} from './form-styles.js';
import {alert, hide, icon} from './icons.js';
import {base} from './styles.js';
import {UiPart} from './ui-part.js';

type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;
type Problems = Readonly<Record<string, PrechatProblem>>;

/** What a browser may fill in on its own, where the page does not say it. */
const FILLS: Readonly<Record<string, string>> = {email: 'email', tel: 'tel', name: 'name'};

/** What is wrong with a field, in a sentence without its full stop. */
function problemText({type, maxLength}: PrechatField, problem: PrechatProblem, {form}: ChatStrings): string {
  switch (problem) {
    case 'required':
      return type === 'checkbox' ? form.unchecked : type === 'select' ? form.unchosen : form.required;
    case 'choice':
      return form.unchosen;
    case 'too-long':
      return form.tooLong(maxLength ?? 0);
    case 'pattern':
      return form.invalid;
    default:
      return form[problem];
  }
}

export class ChatEmbedForm extends UiPart {
  static override styles = [base, buttons, formStyles];

  static override properties = {
    strings: {attribute: false},
    fields: {attribute: false},
    values: {attribute: false},
    errors: {attribute: false},
    action: {attribute: false},
    busy: {attribute: false},
    problem: {attribute: false},
  };

  strings?: ChatStrings;
  fields: readonly PrechatField[] = [];
  /** What the fields hold where nothing has been typed here. */
  values: PrechatValues = {};
  /** What whoever takes the answers finds wrong with them. */
  errors: Problems = {};
  /** The button's word. */
  action = '';
  /** The answers are on their way. */
  busy = false;
  /** Why they did not arrive. */
  problem = '';

  #typed: Readonly<Record<string, string>> = {};
  /** Fields that the visitor has left, by name: what is wrong with them may be said. */
  #left = new Set<string>();
  /** It was tried to submit them, so that everything may be said. */
  #tried = false;
  #toSummary = false;

  /** The answers as they stand. */
  get answers(): Record<string, string> {
    return Object.fromEntries(this.fields.map((field) => [field.name, this.#value(field)]));
  }

  /** Whether the visitor has typed anything that is still there. */
  get touched(): boolean {
    return Object.values(this.#typed).some((value) => value.trim() !== '');
  }

  /** Forgets what was typed and tried. */
  clear(): void {
    this.#typed = {};
    this.#left.clear();
    this.#tried = false;
    this.requestUpdate();
  }

  /** Focuses the first field that is wrong or empty. */
  override focus(options?: FocusOptions): void {
    const controls = [...this.renderRoot.querySelectorAll<Control>('input, select, textarea')];
    const open = controls.find((control) => control.ariaInvalid === 'true' || control.value === '');
    (open ?? controls[0])?.focus(options);
  }

  #value({name, value}: PrechatField): string {
    return this.#typed[name] ?? this.values[name] ?? value ?? '';
  }

  /** Everything that is wrong, by name; what the other side has found counts until the field is another. */
  #problems(): Problems {
    return {...this.errors, ...checkPrechat(this.fields, this.answers)};
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    if (!this.#toSummary) return;
    this.#toSummary = false;
    this.renderRoot.querySelector<HTMLElement>('.wrong')?.focus();
  }

  protected override render(): TemplateResult | typeof nothing {
    const {strings} = this;
    if (!strings) return nothing;
    const problems = this.#problems();
    const shown = this.fields.map((field, index) => ({field, id: `field-${index}`, problem: this.#said(field, problems)})).filter(({field}) => !field.hidden);
    const wrong = this.#tried ? shown.filter(({problem}) => problem) : [];
    return html`<form class="form" part="form" novalidate @submit=${this.#submit}>
      ${wrong.length > 0
        ? html`<div class="wrong" role="group" aria-labelledby="wrong" tabindex="-1">
            <h2 id="wrong">${strings.form.wrong(wrong.length)}</h2>
            <ul>
              ${wrong.map(
                ({field, id, problem}) =>
                  html`<li><a href="#${id}" @click=${(event: Event) => this.#goTo(event, id)}>${field.label} – ${problemText(field, problem!, strings)}</a></li>`,
              )}
            </ul>
          </div>`
        : nothing}
      ${shown.map(({field, id, problem}) => this.#item(field, id, problem, strings))}
      ${this.problem ? html`<p class="problem">${icon(alert)}<span>${this.problem}</span></p>` : nothing}
      <div class="actions">
        <button class="solid" part="submit" type="submit" aria-disabled=${this.busy ? 'true' : 'false'}>
          ${this.busy ? html`<span class="spinner" aria-hidden="true"></span>` : nothing}${this.action}
        </button>
        <slot></slot>
      </div>
    </form>`;
  }

  /** What is wrong with a field if it may be said by now. */
  #said({name}: PrechatField, problems: Problems): PrechatProblem | undefined {
    const problem = problems[name];
    const early = !this.#tried && (!this.#left.has(name) || problem === 'required') && !this.errors[name];
    return early ? undefined : problem;
  }

  #item(field: PrechatField, id: string, problem: PrechatProblem | undefined, strings: ChatStrings): TemplateResult {
    const {label, hint, required, type} = field;
    const name = html`<span dir="auto">${label}</span>${required ? nothing : html` <span class="optional">(${strings.form.optional})</span>`}`;
    const control = this.#control(field, id, problem, strings);
    return html`<div class="item ${type === 'checkbox' ? 'check' : ''} ${problem ? 'bad' : ''}" part="field">
      ${type === 'checkbox'
        ? html`<label for=${id}>${control}<span>${name}</span></label>`
        : html`<label class="label" for=${id}>${name}</label>`}
      ${hint ? html`<p class="hint" id="${id}-hint"><span dir="auto">${hint}</span></p>` : nothing} ${type === 'checkbox' ? nothing : control}
      ${problem ? html`<p class="error" id="${id}-error">${icon(alert)}<span>${problemText(field, problem, strings)}</span></p>` : nothing}
    </div>`;
  }

  #control(field: PrechatField, id: string, problem: PrechatProblem | undefined, strings: ChatStrings): TemplateResult {
    const {name, type = 'text', hint, required, choices = [], maxLength} = field;
    const value = this.#value(field);
    const about = [hint ? `${id}-hint` : '', problem ? `${id}-error` : ''].filter(Boolean).join(' ') || nothing;
    const fill = field.autocomplete ?? FILLS[type] ?? FILLS[name] ?? nothing;
    const change = (event: Event): void => this.#typedIn(field, event.target as Control);
    const leave = (): void => this.#leave(name);
    if (type === 'textarea') {
      return html`<textarea id=${id} name=${name} part="control" rows="3" autocomplete=${fill} maxlength=${maxLength ?? nothing} ?required=${required}
        aria-invalid=${problem ? 'true' : nothing} aria-describedby=${about} .value=${live(value)} @input=${change} @blur=${leave}></textarea>`;
    }
    if (type === 'select') {
      return html`<span class="select">
        <select id=${id} name=${name} part="control" autocomplete=${fill} ?required=${required} aria-invalid=${problem ? 'true' : nothing}
          aria-describedby=${about} @change=${change} @blur=${leave}>
          <option value="" ?selected=${value === ''}>${required ? strings.form.choose : ''}</option>
          ${choices.map((choice) => html`<option value=${choice.value} ?selected=${choice.value === value}>${choice.label}</option>`)}
        </select>${icon(hide)}
      </span>`;
    }
    if (type === 'checkbox') {
      return html`<input id=${id} name=${name} part="control" type="checkbox" ?required=${required} aria-invalid=${problem ? 'true' : nothing}
        aria-describedby=${about} .checked=${live(value === 'true')} @change=${change} @blur=${leave} />`;
    }
    // A number field hides what is no number, and a wheel changes it: here it keeps what was typed.
    const kind = type === 'number' ? 'text' : type;
    return html`<input id=${id} name=${name} part="control" type=${kind} inputmode=${type === 'number' ? 'decimal' : nothing}
      dir=${type === 'email' || type === 'tel' ? 'ltr' : nothing} autocomplete=${fill} maxlength=${maxLength ?? nothing}
      ?required=${required} aria-invalid=${problem ? 'true' : nothing} aria-describedby=${about} .value=${live(value)} @input=${change} @blur=${leave} />`;
  }

  #typedIn({name}: PrechatField, control: Control): void {
    const value = control instanceof HTMLInputElement && control.type === 'checkbox' ? String(control.checked || '') : control.value;
    this.#typed = {...this.#typed, [name]: value};
    this.requestUpdate();
    this.dispatchEvent(new Event('form-input'));
  }

  #leave(name: string): void {
    this.#left.add(name);
    this.requestUpdate();
  }

  #goTo(event: Event, id: string): void {
    event.preventDefault();
    this.renderRoot.querySelector<HTMLElement>(`#${id}`)?.focus();
  }

  #submit(event: SubmitEvent): void {
    event.preventDefault();
    this.#tried = true;
    if (Object.keys(checkPrechat(this.fields, this.answers)).length > 0) this.showMistakes();
    else this.dispatchEvent(new Event('form-submit'));
  }

  /** Shows everything that is wrong, and takes focus to the list of it. */
  showMistakes(): void {
    this.#tried = true;
    this.#toSummary = true;
    this.requestUpdate();
  }
}
