/** Who chats, as the page says it. Knows kinds and claims; refuses to know secrets, and never decides what somebody may see. */

/** `unverified`: a name or an e-mail that the page claims · `verified`: a token that the host's server has signed. */
export type IdentityKind = 'anonymous' | 'unverified' | 'verified';

/** What the page claims of a visitor. Told to agents as a claim; gives access to nothing. */
export interface Claims {
  readonly name?: string;
  readonly email?: string;
}

/**
 * A token of the host's server (a JWT), at once or whenever one is needed. `link`: the sessions that this device had without a token become the
 * verified visitor's.
 */
export type TokenIdentity =
  | {readonly token: string; readonly link?: boolean}
  | {readonly getToken: () => Promise<string>; readonly link?: boolean};

/** What `identify()` takes. */
export type Identity = Claims | TokenIdentity;

/** The visitor, as far as the page has told. */
export interface VisitorView extends Claims {
  readonly kind: IdentityKind;
}
