/**
 * Stands in for invoker commands where a browser has none: turns clicks on `<button commandfor command>` into `command` events. One listener
 * on the document for all elements, gone with the first click that finds none of them. Knows clicks; refuses to know verbs.
 */

const targets = new Set<Element>();

/** Lets buttons of the page command `target`, as long as it is in a page. Returns a function that stops it. */
export function watchCommandClicks(target: Element): () => void {
  if (targets.size === 0) document.addEventListener('click', relay);
  targets.add(target);
  return () => drop(target);
}

function drop(target: Element): void {
  targets.delete(target);
  if (targets.size === 0) document.removeEventListener('click', relay);
}

function relay(event: Event): void {
  // What comes back is watched again.
  for (const target of targets) if (!target.isConnected) drop(target);
  if (event.defaultPrevented) return;
  const button = event.composedPath().find((node) => node instanceof HTMLButtonElement && node.hasAttribute('commandfor'));
  if (!(button instanceof HTMLButtonElement) || button.disabled) return;
  const root = button.getRootNode() as Document | ShadowRoot;
  const target = root.getElementById(button.getAttribute('commandfor')!);
  if (!target || !targets.has(target)) return;
  const command = Object.assign(new Event('command', {cancelable: true}), {command: button.getAttribute('command') ?? '', source: button});
  target.dispatchEvent(command);
}
