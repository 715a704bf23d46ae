/**
 * Keeps a scrolling list where its reader wants it: at the end while following, and otherwise on the line that is being read, whatever comes
 * or goes above. Knows boxes and offsets; refuses to know what the list holds.
 */
import type {ReactiveController, ReactiveControllerHost} from 'lit';

/** This close to the end, in CSS pixels, the reader wants to see what comes. */
const NEAR = 64;

/** A piece and where it stood, below the scroller's upper edge, when the scroller's `scrollTop` was `#top`. */
interface Anchor {
  readonly element: Element;
  offset: number;
}

/** Watches one scroller whose only child holds the list. */
export class ScrollAnchor implements ReactiveController {
  /** Whether the list stays at its end. */
  following = true;
  /** Whether the end is more than one view away. */
  far = false;
  readonly #lasting: string;
  readonly #changed: () => void;
  #scroller: HTMLElement | undefined;
  #anchor: Anchor | undefined;
  #top = 0;
  #stale = false;
  #whole = true;
  #sizes: ResizeObserver | undefined;

  /** `lasting` selects pieces that stay while others come and go. `changed` is called when `following` or `far` is another. */
  constructor(host: ReactiveControllerHost, lasting: string, changed: () => void) {
    this.#lasting = lasting;
    this.#changed = changed;
    host.addController(this);
  }

  /** Starts to watch. Its sizes are looked at once per frame, after layout and before paint, so nothing is measured by force. */
  watch(scroller: HTMLElement): void {
    this.#scroller = scroller;
    this.#sizes = new ResizeObserver(() => this.settle());
    this.#sizes.observe(scroller);
    this.#sizes.observe(scroller.firstElementChild!);
    scroller.addEventListener('scroll', this.#scrolled, {passive: true});
  }

  hostConnected(): void {
    if (!this.#scroller) return;
    // Being moved scrolls to the top, which is not the reader's doing.
    this.#top = this.#scroller.scrollTop;
    this.watch(this.#scroller);
  }

  hostDisconnected(): void {
    this.#sizes?.disconnect();
    this.#scroller?.removeEventListener('scroll', this.#scrolled);
  }

  /** The list is about to be another: until it is settled, scroll positions mean nothing. `whole`: its end is the real end. */
  expectChange(whole: boolean): void {
    this.#whole = whole;
    if (!whole) this.following = false;
    if (this.#stale) return;
    this.#stale = true;
    requestAnimationFrame(() => this.#stale && this.settle());
  }

  /** Goes to the end and stays there. */
  follow(): void {
    this.following = true;
    this.settle();
  }

  /** Puts the list where it belongs. */
  settle(): void {
    const scroller = this.#scroller;
    if (!scroller || scroller.clientHeight === 0) return;
    this.#stale = false;
    if (this.following) scroller.scrollTop = scroller.scrollHeight;
    else if (this.#anchor?.element.isConnected) this.#restore(scroller, this.#anchor);
    this.#top = scroller.scrollTop;
    this.#judge();
  }

  /** Takes back what the list did, and leaves what the reader scrolled meanwhile. */
  #restore(scroller: HTMLElement, anchor: Anchor): void {
    const wanted = anchor.offset - (scroller.scrollTop - this.#top);
    const drift = this.#offsetOf(anchor.element) - wanted;
    if (Math.abs(drift) >= 1) scroller.scrollTop += drift;
    anchor.offset = wanted;
  }

  readonly #scrolled = (): void => {
    const scroller = this.#scroller!;
    if (scroller.clientHeight === 0) return;
    // Our own doing: what the reader wants has not changed.
    if (scroller.scrollTop === this.#top && this.#anchor) return;
    const wentUp = scroller.scrollTop < this.#top - 1 && !this.#seesLast(scroller);
    if (this.#stale && !(this.following && wentUp)) this.settle();
    const top = scroller.scrollTop;
    const left = scroller.scrollHeight - top - scroller.clientHeight;
    // Only going up stops following, and from the last piece: an end that moved away by itself is not the reader's wish.
    const following = this.#whole && (left <= NEAR || (this.following && !wentUp));
    this.#top = top;
    this.#anchor = following ? undefined : this.#firstVisible();
    const changed = following !== this.following;
    this.following = following;
    this.#judge(changed);
  };

  /** The last lasting piece is in sight to its end: an end that went and came again has moved the list, or hardly a reader. */
  #seesLast(scroller: HTMLElement): boolean {
    const last = [...scroller.querySelectorAll<HTMLElement>(this.#lasting)].at(-1);
    return !!last && this.#offsetOf(last) + last.offsetHeight <= scroller.clientHeight;
  }

  #judge(changed = false): void {
    const {scrollHeight, scrollTop, clientHeight} = this.#scroller!;
    const far = !this.following && scrollHeight - scrollTop - clientHeight > clientHeight;
    if (far === this.far && !changed) return;
    this.far = far;
    this.#changed();
  }

  #offsetOf(element: Element): number {
    return element.getBoundingClientRect().top - this.#scroller!.getBoundingClientRect().top;
  }

  /** The topmost lasting piece that can be seen, found by halves. */
  #firstVisible(): Anchor | undefined {
    const pieces = this.#scroller!.firstElementChild!.children;
    const edge = this.#scroller!.getBoundingClientRect().top;
    let low = 0;
    let high = pieces.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (pieces[middle]!.getBoundingClientRect().bottom > edge) high = middle;
      else low = middle + 1;
    }
    while (pieces[low] && !pieces[low]!.matches(this.#lasting)) low += 1;
    const element = pieces[low];
    return element && {element, offset: this.#offsetOf(element)};
  }
}
