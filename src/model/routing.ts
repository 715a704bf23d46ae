/** To whom a session goes. Knows targets and their order; who is there is the back end's business. */

/** One agent, or the agents of one queue. */
export interface RoutingTarget {
  readonly agentId?: string;
  readonly queueId?: string;
}

/** Straight to a person: the bot has no turn. */
export interface Routing extends RoutingTarget {
  /** Whether the general line takes it when nobody of the target is there. */
  readonly fallback: boolean;
}

/** A hidden detail of a session. */
export interface Detail {
  readonly label: string;
  readonly value: string;
  /** Whether agents see it; otherwise it is only kept for the host. */
  readonly shown: boolean;
}
