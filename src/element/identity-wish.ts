/**
 * Who the page says that the visitor is, by attributes and properties, as one identity. Knows when that is another one than before; refuses to know
 * what a token says.
 */
import type {Identity} from '../model/visitor.js';
import type {Settings} from './settings.js';

/** What the page has said, and a key that changes when it says something else. */
export interface IdentityWish {
  readonly key: string;
  readonly identity: Identity;
}

/**
 * What `settings` say; `undefined` where they say nothing: then the visitor stays who he is, since a framework that renders anew is no logout.
 * `fresh` gives a token whenever one is asked for: the page's function of that moment, because frameworks make new ones all the time.
 */
export function wishOf({userToken, getToken, user}: Settings, fresh: () => Promise<string>): IdentityWish | undefined {
  if (getToken) return {key: `token:${userToken}`, identity: {getToken: firstly(userToken, fresh)}};
  if (userToken) return {key: `token:${userToken}`, identity: {token: userToken}};
  if (!user?.name && !user?.email) return undefined;
  const {name, email} = user;
  return {key: `claims:${JSON.stringify([name, email])}`, identity: {...(name ? {name} : {}), ...(email ? {email} : {})}};
}

/** The token that the page has brought, once; then those that it gets. */
function firstly(token: string, fresh: () => Promise<string>): () => Promise<string> {
  let brought = token;
  return async () => {
    const next = brought || (await fresh());
    brought = '';
    return next;
  };
}
