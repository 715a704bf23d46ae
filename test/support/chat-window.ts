/** Puts a window around a scripted chat into the page, and finds its parts through their shadow roots. */
import {fixture, html, nextFrame} from '@open-wc/testing';
import type {Chat} from '../../src/session/chat.js';
import {english, type ChatStrings} from '../../src/i18n/strings.js';
import type {ChatEmbedWindow, WindowOptions} from '../../src/ui/index.js';
import {warmUp} from '../../src/ui/index.js';
import {menu, threads} from '../../src/ui/later.js';

const OPTIONS: WindowOptions = {heading: 'Acme Support', mode: 'inline', closable: true};

/** A window of 400 × 600 CSS pixels, with everything downloaded as it is after the first quiet moment. */
export async function openWindow(chat: Chat, options: Partial<WindowOptions> = {}, strings: ChatStrings = english): Promise<ChatEmbedWindow> {
  await Promise.all([warmUp(), threads.load(), menu.load()]);
  const window = await openCold(chat, options, strings);
  await settled(window);
  return window;
}

/**
 * A window with nothing downloaded but itself, if this is the first of its page, before any download that it needs can have ended: it has
 * rendered, and no more.
 */
export async function openCold(chat: Chat, options: Partial<WindowOptions> = {}, strings: ChatStrings = english): Promise<ChatEmbedWindow> {
  const box = await fixture<HTMLElement>(html`<div></div>`);
  box.style.inlineSize = '400px';
  box.style.blockSize = '600px';
  const window = document.createElement('chat-embed-window');
  window.context = {chat, strings, options: {...OPTIONS, ...options}};
  box.append(window);
  // A download takes longer than any chain of microtasks.
  for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
  return window;
}

/** Everything that renders has rendered, and stands where the reader sees it. */
export async function settled(window: ChatEmbedWindow): Promise<void> {
  await window.updateComplete;
  await nextFrame();
  await beforePaint();
}

/** The last moment of a frame: callbacks of the frame come before, in any order, then layout, then what is told of sizes. */
function beforePaint(): Promise<void> {
  return new Promise((resolve) => {
    requestAnimationFrame(() => {
      const sizes = new ResizeObserver(() => {
        sizes.disconnect();
        resolve();
      });
      sizes.observe(document.body);
    });
  });
}

/** Ends every animation that ends at all, so that colours are what they will be. */
export function calm(window: ChatEmbedWindow): void {
  const roots = [window, ...all(window, '*')].flatMap(({shadowRoot}) => shadowRoot ?? []);
  for (const animation of roots.flatMap((root) => root.getAnimations())) {
    if (animation.effect?.getTiming().iterations !== Infinity) animation.finish();
  }
}

/** All elements under a root that match, through shadow roots, in document order. */
export function all<E extends Element = HTMLElement>(root: Element | ShadowRoot, selector: string): E[] {
  const found: E[] = [];
  const visit = (node: Element | ShadowRoot): void => {
    const inside = node instanceof Element ? [...(node.shadowRoot?.children ?? []), ...node.children] : [...node.children];
    for (const child of inside) {
      if (child.matches(selector)) found.push(child as E);
      visit(child);
    }
  };
  visit(root);
  return found;
}

/** The first such element; throws without one. */
export function one<E extends Element = HTMLElement>(root: Element | ShadowRoot, selector: string): E {
  const [found] = all<E>(root, selector);
  if (!found) throw new Error(`nothing matches ${selector}`);
  return found;
}

export const has = (root: Element, selector: string): boolean => all(root, selector).length > 0;

/** The visible words of the elements that match. */
export const texts = (root: Element, selector: string): string[] => all(root, selector).map((element) => element.textContent.trim());

/** The element that really has focus, through shadow roots. */
export function focused(): Element | null {
  let active = document.activeElement;
  while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
  return active;
}

export const scroller = (window: ChatEmbedWindow): HTMLElement => one(window, '.scroller');

/** How far the transcript is from its end, in CSS pixels. */
export function fromEnd(window: ChatEmbedWindow): number {
  const {scrollHeight, scrollTop, clientHeight} = scroller(window);
  return scrollHeight - scrollTop - clientHeight;
}

/** How many elements and texts there are under a root, shadow roots included. */
export function countNodes(root: Node): number {
  let count = 1;
  for (const child of root.childNodes) count += countNodes(child);
  if (root instanceof Element && root.shadowRoot) count += countNodes(root.shadowRoot);
  return count;
}
