/**
 * Puts text on the clipboard: by the Clipboard API, or by selecting it where that API is missing or refused (plain http, frames).
 */

const copyBySelection = (text: string, near: ShadowRoot): boolean => {
  const focused = near.activeElement;
  const field = document.createElement('textarea');
  field.className = 'offscreen';
  field.readOnly = true;
  field.value = text;
  near.append(field);
  field.select();
  const done = document.execCommand('copy');
  field.remove();
  if (focused instanceof HTMLElement) focused.focus({ preventScroll: true });
  return done;
};

/** Settles with whether the text is on the clipboard; never rejects. `near` is where a helper field may stand for a moment. */
export const copyText = async (text: string, near: ShadowRoot): Promise<boolean> => {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text, near);
  }
};
