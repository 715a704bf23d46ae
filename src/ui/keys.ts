/** Whose a key is: an input method's, a text's, or the page's as well. Knows keyboards; refuses to know what a key does. */

/** Whether a key belongs to an input method. Safari ends its composition before the key, and marks that key with code 229 only. */
export function isComposing({isComposing, keyCode}: KeyboardEvent): boolean {
  return isComposing || keyCode === 229;
}

/** Whether a key is typed into a field. Keys with Ctrl or Command, and those that lead out of it, are not; Ctrl with Alt is AltGr, which types. */
export function isTyped(event: KeyboardEvent): boolean {
  const {altKey, ctrlKey, key, metaKey} = event;
  const [field] = event.composedPath() as [Element];
  const leads = metaKey || (ctrlKey && !altKey) || /^(Escape|Tab|F\d)/.test(key);
  return isComposing(event) || (!leads && field.matches('input, select, textarea'));
}
