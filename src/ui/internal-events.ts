/** What parts ask of the window around them, as events that end there. Knows their names, which templates write out; refuses to know who listens. */

/** A part asks for focus to be put somewhere sensible, because what had it is gone. */
export const FOCUS_EVENT = 'chat-embed-focus';
/** A part asks for something to be said to screen readers. */
export const SAY_EVENT = 'chat-embed-say';

export class SayEvent extends Event {
  readonly text: string;
  readonly urgent: boolean;

  constructor(text: string, urgent: boolean) {
    super(SAY_EVENT, {bubbles: true, composed: true});
    this.text = text;
    this.urgent = urgent;
  }
}

export function askForFocus(from: Element): void {
  from.dispatchEvent(new Event(FOCUS_EVENT, {bubbles: true, composed: true}));
}

/** Says `text` to screen readers; `urgent` interrupts. */
export function say(from: Element, text: string, urgent = false): void {
  from.dispatchEvent(new SayEvent(text, urgent));
}
