/** What a session begins with: what the host wants it to carry, and what the visitor answered before it. Knows no session. */
import type {PrechatAnswer, PrechatValues} from './prechat.js';
import type {Detail, Routing, RoutingTarget} from './routing.js';

/** What the back end is told with the start. */
export interface SessionStart {
  /** JSON that the host wants the other side to see. */
  readonly context?: Readonly<Record<string, unknown>>;
  readonly routing?: Routing;
  /** Tried in order when nobody of the routing's target is there. */
  readonly fallbackRouting?: readonly RoutingTarget[];
  /** Answers of the form. */
  readonly prechat?: readonly PrechatAnswer[];
  readonly details?: readonly Detail[];
}

/** A start that waits for its form, as every tab and a reload know it. */
export interface WaitingStart {
  /** What is typed into the form. */
  readonly values: PrechatValues;
  /** What the host wants the session to carry, where it said so for this start and all of it can be stored. */
  readonly attributes?: Omit<SessionStart, 'prechat'> & {readonly prechat?: PrechatValues};
}
