/** Lit's `@property`, as much of it as this element uses: Lit's own also carries the other kind of decorators, and every byte here is paid by pages. */
import type {LitElement, PropertyDeclaration} from 'lit';

/** Makes a field or an accessor a reactive property with an attribute. */
export function property(options: PropertyDeclaration = {}): (prototype: LitElement, name: string) => void {
  return (prototype, name) => (prototype.constructor as typeof LitElement).createProperty(name, options);
}
