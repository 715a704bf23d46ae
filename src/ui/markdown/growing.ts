/**
 * A Lit directive for a list that only grows at its end. It draws again only what has not settled, so that a long answer costs the
 * same per word as a short one. It knows nothing of what it draws.
 */
import { noChange } from 'lit';
import { Directive, directive } from 'lit/directive.js';
import type { ChildPart } from 'lit';
import { insertPart, removePart, setChildPartValue } from 'lit/directive-helpers.js';

type Draw<Value> = (value: Value) => unknown;

class Growing extends Directive {
  readonly #parts: ChildPart[] = [];
  #list: readonly unknown[] = [];
  #revision = Number.NaN;
  #settled = 0;

  override render<Value>(list: readonly Value[], _settled: number, _revision: number, draw: Draw<Value>): unknown {
    return list.map(draw);
  }

  override update<Value>(
    part: ChildPart,
    [list, settled, revision, draw]: [readonly Value[], number, number, Draw<Value>],
  ): unknown {
    const same = list === this.#list && revision === this.#revision;
    for (let index = same ? this.#settled : 0; index < list.length; index += 1) {
      const child = (this.#parts[index] ??= insertPart(part));
      setChildPartValue(child, draw(list[index] as Value));
    }
    while (this.#parts.length > list.length) {
      const extra = this.#parts.pop();
      if (extra) removePart(extra);
    }
    this.#list = list;
    this.#revision = revision;
    this.#settled = settled;
    return noChange;
  }
}

/**
 * Draws a growing list. The first `settled` entries of the same array are not drawn again unless `revision` changes.
 */
export const growing = directive(Growing) as <Value>(
  list: readonly Value[],
  settled: number,
  revision: number,
  draw: Draw<Value>,
) => unknown;
