/** The closed lists of values among the attributes. The first of each is the default. */

/** Allowed values by property. */
export const CHOICES = {
  mode: ['floating', 'inline', 'page'],
  position: ['end', 'start'],
  afterEnd: ['stay', 'reset', 'close'],
  storage: ['indexeddb', 'memory'],
  colorScheme: ['auto', 'light', 'dark'],
  endButton: ['header', 'menu', 'none'],
  endButtonWithoutSession: ['hide', 'disabled'],
  resolutionPrompt: ['on', 'off'],
  csat: ['on', 'off'],
} as const;

export type ChoiceName = keyof typeof CHOICES;
export type Choice<Name extends ChoiceName> = (typeof CHOICES)[Name][number];

/** `floating`: a launcher in a corner and a window above it · `inline`: fills the element's own box · `page`: fills the viewport. */
export type Mode = Choice<'mode'>;
/** The bottom corner of a floating chat, by the direction of the text. */
export type Position = Choice<'position'>;
/** What follows when the other side ends the session: keep it readable · show a fresh page · hide the window. */
export type AfterEnd = Choice<'afterEnd'>;
/** Where this device keeps the session: it survives the page, or it does not. */
export type Storage = Choice<'storage'>;
/** Where the visitor can end the chat. */
export type EndButton = Choice<'endButton'>;
/** What becomes of the end button where there is nothing to end. */
export type EndButtonWithoutSession = Choice<'endButtonWithoutSession'>;
/** `auto` follows the visitor's system. */
export type ColorScheme = Choice<'colorScheme'>;
