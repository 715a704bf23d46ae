/**
 * What the shadow root holds before there is a window: the launcher, and a word when the window cannot be had. Knows markup; decides nothing.
 * Every page pays for it, so it is built by hand: templates come with the window.
 */
import type {LauncherStrings} from '../i18n/launcher-strings.js';
import {CHOICES, type Mode, type Position} from './choices.js';

/** What there is to show. */
export interface LauncherView {
  readonly mode: Mode;
  readonly position: Position;
  readonly open: boolean;
  /** The window has been asked for, and its core is on its way. */
  readonly busy: boolean;
  readonly unread: number;
  readonly words: LauncherStrings;
  /** The host's own content of the launcher has text, which then is its name. */
  readonly named: boolean;
  readonly failed: boolean;
}

/** What the visitor can do. */
export interface LauncherHandlers {
  readonly toggle: (event: MouseEvent) => void;
  readonly warm: () => void;
  readonly keydown: (event: KeyboardEvent) => void;
  readonly slotchange: (event: Event) => void;
}

const SVG = 'http://www.w3.org/2000/svg';
const BUBBLE = 'M14 4.5c6 0 10 4 10 8.5s-4 8.7-10 8.7l-3-.3L6 24v-4.7C5 18 4 16 4 13c0-5 4-8.5 10-8.5ZM9.5 11h9m-9 4.2H15';
const CHEVRON = 'm7 11 7 7 7-7';

export class Launcher {
  /** Everything, for the shadow root. The window's panel is added to it. */
  readonly frame: HTMLElement;
  readonly #handlers: LauncherHandlers;
  readonly #button: HTMLElement;
  readonly #badge = make('span', {part: 'badge', 'aria-hidden': true});
  readonly #said = make('span', {class: 'said', role: 'status'});
  #failure: HTMLElement | undefined;

  constructor(handlers: LauncherHandlers) {
    const {toggle, warm, keydown, slotchange} = (this.#handlers = handlers);
    const icons = make('span', {class: 'icons', 'aria-hidden': true}, draw(BUBBLE), draw(CHEVRON));
    const slot = make('slot', {name: 'launcher'}, icons);
    this.#button = make('button', {part: 'launcher', type: 'button', 'aria-haspopup': 'dialog'}, slot);
    this.frame = make('div', {}, this.#button, this.#said);
    slot.addEventListener('slotchange', slotchange);
    this.frame.addEventListener('keydown', keydown);
    this.#button.addEventListener('click', toggle);
    for (const type of ['pointerenter', 'pointerdown', 'focus']) this.#button.addEventListener(type, warm);
  }

  /** Shows this. */
  update({mode, position, open, busy, unread, words, named, failed}: LauncherView): void {
    const news = unread && !open ? words.unread(unread) : '';
    const label = open ? words.close : words.open + (news && `, ${news}`);
    // A wrong value is told elsewhere; here it must not leave the launcher without a place.
    const place = CHOICES.mode.includes(mode) ? mode : 'floating';
    set(this.frame, {class: `frame ${place} ${position} ${open ? 'open' : ''}`});
    set(this.#button, {'aria-expanded': open, 'aria-busy': busy, 'aria-label': named ? undefined : label});
    // Text that is set again would be said again.
    if (this.#said.textContent !== news) this.#said.textContent = news;
    this.#badge.textContent = unread > 99 ? '99+' : String(unread);
    if (!news) this.#badge.remove();
    else if (!this.#badge.isConnected) this.#button.append(this.#badge);
    if (failed !== !!this.#failure) this.#fail(failed, words);
  }

  #fail(failed: boolean, {loadFailed, tryAgain}: LauncherStrings): void {
    this.#failure?.remove();
    this.#failure = undefined;
    if (!failed) return;
    const again = make('button', {class: 'again', type: 'button'}, tryAgain);
    again.addEventListener('click', this.#handlers.toggle);
    this.#failure = make('p', {part: 'failure', role: 'alert'}, `${loadFailed} `, again);
    this.#said.after(this.#failure);
  }
}

type Attributes = Readonly<Record<string, string | boolean | undefined>>;

function set(element: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined) element.removeAttribute(name);
    else element.setAttribute(name, String(value));
  }
}

function make(tag: string, attributes: Attributes, ...children: readonly (Node | string)[]): HTMLElement {
  const element = document.createElement(tag);
  set(element, attributes);
  element.append(...children);
  return element;
}

function draw(path: string): Element {
  const image = document.createElementNS(SVG, 'svg');
  const line = image.appendChild(document.createElementNS(SVG, 'path'));
  set(image, {viewBox: '0 0 28 28'});
  set(line, {d: path});
  return image;
}
