/** Gives elements their tags. Knows that a page may hold another copy of this code; refuses to know the elements. */

/** The instances behind a table of tags. */
export type ElementsOf<Classes extends Record<string, abstract new () => HTMLElement>> = {[Tag in keyof Classes]: InstanceType<Classes[Tag]>};

/** Defines these elements; a tag that the page has already is left alone. */
export function define(tags: Readonly<Record<string, CustomElementConstructor>>): void {
  for (const [tag, part] of Object.entries(tags)) if (!customElements.get(tag)) customElements.define(tag, part);
}
