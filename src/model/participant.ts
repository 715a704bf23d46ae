/** Who takes part in a session. Knows names and roles, nothing of presence or typing. */

/** What a participant is in the session. `system` speaks for the service itself. */
export type Role = 'visitor' | 'bot' | 'agent' | 'system';

/** One party of a session. An agent leaving is not the session ending. */
export interface Participant {
  readonly id: string;
  readonly role: Role;
  /** Display name, plain text. */
  readonly name: string;
  /** Address of a picture; shown only where the host allows remote images. */
  readonly avatarUrl?: string;
}
